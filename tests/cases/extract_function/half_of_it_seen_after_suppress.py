# with: {"path": "m.py", "within": "f", "source": ["step = 1", "go()"], "name": "g"}
from contextlib import suppress


def f(go):
    step = 0
    with suppress(ValueError):
        step = 1
        go()
    return step
# declined: after only a part of it has run
