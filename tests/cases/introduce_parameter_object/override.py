# with: {"path": "m.py", "function": "A.f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
class A:
    def f(self, a, b): ...


class B(A):
    def f(self, a, b): ...
# declined: defined more than once
