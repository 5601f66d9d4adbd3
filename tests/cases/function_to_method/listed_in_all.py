# with: {"path": "m.py", "function": "f", "holder": "A"}
__all__ = ["f"]


class A:
    x = 1


def f(a): ...
# declined: __all__ lists f
