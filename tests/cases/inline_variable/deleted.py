# with: {"definition": "m.py::f.x"}
def f(y):
    x = 2
    del x
    return y
# declined: a value
