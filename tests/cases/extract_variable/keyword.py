# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "class"}
def f(x):
    return x.y
# declined: cannot be a name
