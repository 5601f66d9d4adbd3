# with: {"definition": "a.py::f"}
# file: a.py
import b

RATE = 1


def f():
    return RATE + b.x
# file: b.py
import a

x = 2


def g():
    return a.f()
# declined: cannot import
