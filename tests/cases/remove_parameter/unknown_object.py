# with: {"path": "m.py", "function": "A.f", "parameter": "b"}
class A:
    def f(self, b):
        return 1


def g(x):
    return x.f(1)
# declined: whose class is not known
