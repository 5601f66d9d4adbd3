# with: {"definition": "m.py::f.x"}
def f(g):
    x = g()
    return lambda: x
# declined: what happens before may change
