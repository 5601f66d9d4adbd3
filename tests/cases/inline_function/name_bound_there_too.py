# with: {"definition": "m.py::f"}
def f(x):
    n = x + 1
    return n


def g(n):
    m = f(2)
    return n + m
# declined: already uses the name n
