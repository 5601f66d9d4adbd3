# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(a, b): pass
f(read(), read())
f(read(), 1)
# becomes
def f(b, a): pass
f(a=read(), b=read())
f(1, read())
