# with: {"definition": "m.py::f"}
def f(x):
    return x


print(f(*[1]))
# declined: by `*` or `**`
