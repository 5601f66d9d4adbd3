# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    def f(self): ...


def g(a):
    a.f()
# declined: whose class is not known
