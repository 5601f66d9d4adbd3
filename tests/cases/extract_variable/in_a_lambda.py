# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "z"}
def f(x):
    return lambda: x.y
# declined: evaluated more than once
