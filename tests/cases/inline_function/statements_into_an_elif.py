# with: {"definition": "m.py::f"}
def f(x):
    print(x)
    return 2


def g(y):
    if y:
        return 1
    elif f(y):
        return 2
# declined: no line for the statements
