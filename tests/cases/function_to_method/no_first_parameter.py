# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    x = 1


def f(a=None): ...
# declined: has no first parameter
