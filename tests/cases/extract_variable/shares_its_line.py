# with: {"path": "m.py", "within": "f", "source": ["g(x)"], "name": "y", "nth": 1, "of": 2}
def f(g, x):
    if x: a = g(x); return g(x) + 1
# becomes
def f(g, x):
    if x: a = g(x); y = g(x); return y + 1
