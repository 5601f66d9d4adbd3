# with: {"path": "m.py", "within": "f", "source": ["x[0]"], "name": "first"}
def f(x):
    return x[0] if x else None
# declined: not always evaluated
