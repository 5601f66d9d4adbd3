# with: {"definition": "m.py::A.f"}
class A:
    def f(self):
        return 1


class B(A):
    def f(self):
        return 2


def g(a: A):
    return a.f()
# declined: as well
