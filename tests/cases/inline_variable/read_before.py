# with: {"definition": "m.py::f.x"}
def f(ys):
    for y in ys:
        print(x)
        x = 1
# declined: before it has its value
