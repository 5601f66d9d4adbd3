# with: {"path": "m.py", "function": "A.f", "order": ["b", "a"]}
class A:
    def f(self, a, b): ...


class B(A):
    def f(self, a, c): ...
# declined: takes other parameters
