# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "len"}
def f(x):
    return x.y + len(x)
# declined: len already means something
