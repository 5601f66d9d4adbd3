# with: {"definition": "m.py::f"}
n = 1


def more():
    global n
    n += 1


def f(x):
    more()
    return x


print(f(n))
# declined: may become another one
