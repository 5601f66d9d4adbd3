# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "z"}
def f(x):
    if not x:
        return 1
    elif x.y:
        return 2
# declined: before an `elif`
