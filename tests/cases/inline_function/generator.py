# with: {"definition": "m.py::f"}
def f(x):
    yield x


print(list(f(1)))
# declined: yields, waits
