# with: {"definition": "m.py::f"}
def f(x):
    return len(x)


def g(len):
    return f("a")
# declined: what len means there
