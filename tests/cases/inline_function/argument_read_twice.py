# with: {"definition": "m.py::f"}
def f(x):
    return x + x


print(f(next(iter([1]))))
# declined: would be evaluated 2 times
