# with: {"definition": "m.py::f.x"}
def f(xs):
    for x in xs:
        print(x)
# declined: not given its value by a plain assignment
