# with: {"path": "b.py", "name": "f", "module": "a"}
# file: a.py
def f(a): ...
# file: b.py
@cache
def f(a): ...
# declined: no such plain function
