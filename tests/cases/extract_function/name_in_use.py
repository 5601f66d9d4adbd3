# with: {"path": "m.py", "within": "f", "source": ["x + 1"], "name": "g"}
def f(x):
    return [x + 1]


def g():
    return 1
# declined: g already means something
