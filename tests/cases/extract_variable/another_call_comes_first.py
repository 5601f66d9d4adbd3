# with: {"path": "m.py", "within": "f", "source": ["h()"], "name": "x"}
def f(g, h):
    return g(), h()
# declined: something else is evaluated before it
