# with: {"path": "m.py", "scope": "f", "cast": "cast(int, a or b)", "nth": 0, "of": 1}
from typing import cast


def f(a, b):
    g(cast(int, a or b), *c)
    return cast(int, a and b)
# becomes
from typing import cast


def f(a, b):
    g(a or b, *c)
    return cast(int, a and b)
