# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    def f(self): ...


def f(a): ...
# declined: A has a f already
