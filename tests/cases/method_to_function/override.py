# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    def f(self): ...


class B(A):
    def f(self): ...
# declined: defined more than once
