# with: {"definition": "m.py::A.f"}
class A:
    def f(self):
        return 1


def g(a):
    return a.f()
# declined: may mean f
