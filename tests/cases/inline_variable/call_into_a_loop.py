# with: {"definition": "m.py::f.x"}
def f(g, ys):
    x = g()
    for y in ys:
        print(x)
# declined: what happens before may change
