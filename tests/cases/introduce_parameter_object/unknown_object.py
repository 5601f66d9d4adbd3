# with: {"path": "m.py", "function": "A.f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
class A:
    def f(self, a, b): ...


def g(x):
    x.f(1, 2)
# declined: whose class is not known
