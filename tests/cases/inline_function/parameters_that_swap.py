# with: {"definition": "m.py::minus"}
def minus(a, b):
    return a - b


def f(a, b):
    return minus(b, a), minus(b=a, a=b), 2 - minus(1, 2)
# becomes
def f(a, b):
    return b - a, b - a, 2 - (1 - 2)
