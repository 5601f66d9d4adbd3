# with: {"path": "m.py", "function": "f", "order": ["a", "c", "b"]}
def f(a, b=0, c=0): pass
f(1, 2)
f(1)
f(1, 2, 3)
# becomes
def f(a, c=0, b=0): pass
f(1, b=2)
f(1)
f(1, 3, 2)
