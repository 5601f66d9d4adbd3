# with: {"definition": "a.py::f"}
# file: a.py
from os import sep


def f():
    return sep
# file: b.py
from a import f

sep = ","
print(f())
# declined: means something else by sep
