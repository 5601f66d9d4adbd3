# with: {"definition": "m.py::f"}
def f(x):
    return [x for y in range(2)]


def g(y):
    return f(y)
# declined: means something else by `y`
