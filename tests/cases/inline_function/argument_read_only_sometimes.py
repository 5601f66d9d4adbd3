# with: {"definition": "m.py::f"}
def f(x, y):
    return x and y


print(f(1, print(2)))
# declined: not always evaluated
