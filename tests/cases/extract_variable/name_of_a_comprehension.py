# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "z"}
def f(xs):
    return [x.y for x in xs]
# declined: a name that only exists there
