# with: {"path": "m.py", "function": "f", "parameter": "a"}
def f(a, /, b):
    return b
f(1, 2)
# becomes
def f(b):
    return b
f(2)
