# with: {"definition": "m.py::f.x"}
def f(g, h):
    x = g()
    return h(), x
# declined: something else is evaluated before it
