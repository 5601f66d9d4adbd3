# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a, b):
    return a
f(1, read())
# declined: may do work
