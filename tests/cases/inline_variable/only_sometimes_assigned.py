# with: {"definition": "m.py::f.x"}
def f(y):
    if y:
        x = 1
    return x
# declined: before it has its value
