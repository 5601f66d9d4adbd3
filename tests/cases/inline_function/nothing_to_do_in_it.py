# with: {"definition": "m.py::nothing"}
def nothing(x):
    """Does nothing."""


def f(x):
    if x:
        nothing(1)
    nothing(x)
    return x
# becomes
def f(x):
    if x:
        pass
    return x
