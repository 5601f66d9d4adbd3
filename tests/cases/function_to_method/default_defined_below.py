# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    x = 1


LIMIT = 1


def f(a, limit=LIMIT): ...
# declined: LIMIT is not known where the class stands
