# with: {"path": "p/m.py", "function": "f", "holder": "A"}
# file: p/__init__.py
from .m import f
# file: p/m.py
class A:
    x = 1


def f(a): ...
# declined: passes f on
