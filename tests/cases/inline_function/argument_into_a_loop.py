# with: {"definition": "m.py::f"}
def f(x):
    return [x for _ in range(2)]


print(f(print(2)))
# declined: more than once
