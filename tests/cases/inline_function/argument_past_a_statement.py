# with: {"definition": "m.py::f"}
def f(x):
    print(1)
    return x


print(f(print(2)))
# declined: evaluated later than now
