# with: {"path": "m.py", "function": "f", "parameter": "kw"}
def f(a, **kw):
    return a
f(1)
# becomes
def f(a):
    return a
f(1)
