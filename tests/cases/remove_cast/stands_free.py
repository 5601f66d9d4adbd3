# with: {"path": "m.py", "scope": "f", "cast": "cast(int, a or b)", "nth": 0}
from typing import cast


def f(a, b):
    g(cast(int, a or b), *c)
    x = cast(
        int, a
        or b)
    return x
# becomes
from typing import cast


def f(a, b):
    g(a or b, *c)
    x = cast(
        int, a
        or b)
    return x
