# with: {"definition": "m.py::f.x"}
def f(y):
    x = y
    y = 2
    return x + y
# declined: is not one thing throughout
