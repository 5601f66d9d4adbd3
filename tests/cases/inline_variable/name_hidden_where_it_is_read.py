# with: {"definition": "m.py::old"}
def new():
    return 1


old = new


def f(new):
    return old() + new
# declined: means something else by `new`
