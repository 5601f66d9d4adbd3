# with: {"path": "m.py", "function": "f", "parameter": "kw"}
def f(a, **kw):
    return a
f(1, b=2)
# declined: passes arguments that kw takes
