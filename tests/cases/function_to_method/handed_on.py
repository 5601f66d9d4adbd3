# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    x = 1


def f(a): ...


map(f, [A()])
# declined: handed on as a value
