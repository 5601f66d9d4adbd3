# with: {"definition": "m.py::f.x"}
def f(g):
    x = g()
    return 1
# declined: would be evaluated 0 times
