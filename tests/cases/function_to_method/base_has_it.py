# with: {"path": "m.py", "function": "f", "holder": "A"}
class B:
    def f(self): ...


class A(B):
    x = 1


def f(a): ...
# declined: which A would override
