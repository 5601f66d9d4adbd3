# with: {"definition": "m.py::f"}
def f(x, y):
    return y, x


print(f(print(1), print(2)))
# declined: in another order
