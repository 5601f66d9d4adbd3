# with: {"definition": "m.py::f"}
def f(x):
    print(x)
    return 2


def g(y):
    return y and f(1)
# declined: not always evaluated
