# with: {"definition": "m.py::f"}
def f(x):
    return 1


print(f(print(2)))
# declined: would be evaluated 0 times
