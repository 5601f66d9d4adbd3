# with: {"path": "m.py", "function": "f", "parameter": "c"}
def f(a, *, c=2):
    return a
f(1, c=3)
# becomes
def f(a):
    return a
f(1)
