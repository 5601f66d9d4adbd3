# with: {"definition": "m.py::f"}
def f(x):
    print(x)
    return 2


def g(h):
    return h(), f(1)
# declined: evaluated before the call
