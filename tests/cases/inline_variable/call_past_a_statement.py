# with: {"definition": "m.py::f.x"}
def f(g, h):
    x = g()
    h()
    return x
# declined: what happens before may change
