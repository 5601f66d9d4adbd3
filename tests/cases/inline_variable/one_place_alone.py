# with: {"definition": "m.py::f.x", "nth": 1, "of": 2}
def f():
    x = -1
    print(x ** 2)
    return x ** 2
# becomes
def f():
    x = -1
    print(x ** 2)
    return (-1) ** 2
