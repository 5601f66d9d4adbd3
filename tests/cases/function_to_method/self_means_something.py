# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    x = 1


def f(a, self): ...
# declined: uses the name self for something else
