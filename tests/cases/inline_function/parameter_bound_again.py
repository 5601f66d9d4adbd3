# with: {"definition": "m.py::f"}
def f(x):
    x = x or 1
    return x


print(f(2))
# declined: another value
