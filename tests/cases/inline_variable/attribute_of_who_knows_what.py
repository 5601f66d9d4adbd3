# with: {"definition": "m.py::P.size"}
class P:
    def __init__(self):
        self.size = 1


def f(p):
    return p.size
# declined: may mean size
