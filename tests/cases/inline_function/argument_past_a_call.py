# with: {"definition": "m.py::f"}
def f(x):
    return print(1), x


print(f(print(2)))
# declined: evaluated later than now
