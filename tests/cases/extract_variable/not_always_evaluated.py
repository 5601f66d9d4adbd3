# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "y"}
def f(x):
    return x and x.y
# declined: not always evaluated
