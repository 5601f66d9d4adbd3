# with: {"definition": "m.py::f.x"}
def f(y):
    x = 2  # for good reasons
    return y + x
# declined: a comment or another statement shares its line
