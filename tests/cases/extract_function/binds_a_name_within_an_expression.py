# with: {"path": "m.py", "within": "f", "source": ["(y := x.y) + 1"], "name": "g"}
def f(x):
    return [(y := x.y) + 1, y]
# declined: it binds `y`, which is used elsewhere
