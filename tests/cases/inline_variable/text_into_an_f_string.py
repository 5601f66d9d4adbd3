# with: {"definition": "m.py::f.x"}
def f():
    x = "a"
    return f"{x}"
# declined: in an f-string
