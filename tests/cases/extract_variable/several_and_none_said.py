# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "y"}
def f(x):
    a = x.y
    return a, x.y
# declined: 2 times
