# with: {"path": "m.py", "function": "f", "order": ["a", "b"], "calls": "position", "spell_out": ["b"]}
def f(a, b=0, *, c=1): pass
f(b=2, a=1)
f(c=3, a=1)
f(*[1, 2])
# becomes
def f(a, b=0, *, c=1): pass
f(1, 2)
f(1, 0, c=3)
f(*[1, 2])
