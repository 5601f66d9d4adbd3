# with: {"path": "m.py", "function": "A.f", "order": ["b", "a"]}
class A:
    def f(self, a, b, *, c=1): ...


class B(A):
    def f(self, a, b, *, c=1):
        return super().f(a, b, c=2)


A.f(B(), 1, 2)
B().f(1, 2)
# becomes
class A:
    def f(self, b, a, *, c=1): ...


class B(A):
    def f(self, b, a, *, c=1):
        return super().f(b, a, c=2)


A.f(B(), 2, 1)
B().f(2, 1)
