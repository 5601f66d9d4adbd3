# with: {"definition": "m.py::f.x"}
def f(y):
    if y:
        x = 1
    return y
# becomes
def f(y):
    if y:
        pass
    return y
