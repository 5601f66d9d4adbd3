# with: {"definition": "m.py::f.x"}
def f(g):
    x = g()
    return x, x
# declined: would be evaluated 2 times
