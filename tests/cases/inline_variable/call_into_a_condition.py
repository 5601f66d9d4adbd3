# with: {"definition": "m.py::f.x"}
def f(g, y):
    x = g()
    return y and x
# declined: not always evaluated
