# with: {"definition": "m.py::f"}
def f(x):
    return f(x - 1) if x else 0


print(f(2))
# declined: calls itself
