# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    x = 1


def f(a): ...


f(a=A())
# declined: does not pass the object first
