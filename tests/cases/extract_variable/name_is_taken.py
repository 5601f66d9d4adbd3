# with: {"path": "m.py", "within": "f", "source": ["x.y"], "name": "z"}
def f(x):
    return x.y


def z():
    return 1
# declined: z already means something
