# with: {"definition": "m.py::f"}
def f(x):
    return x


print(map(f, [1]), f(2))
# declined: without calling it
