# with: {"definition": "m.py::f.x"}
def f(p):
    x, y = p
    return x + y
# declined: not given its value by a plain assignment
