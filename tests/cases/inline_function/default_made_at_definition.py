# with: {"definition": "m.py::f"}
def f(x=[]):
    return x


print(f())
# declined: its default is evaluated when it is defined
