# with: {"path": "m.py", "function": "f", "order": ["p2", "p1"]}
def f(p1,
      p2): pass
f(1, 2)
f(1, p2=2)
f(p1=1, p2=2)
f(f(1, 2), 3)
# becomes
def f(p2,
      p1): pass
f(2, 1)
f(2, 1)
f(p1=1, p2=2)
f(3, f(2, 1))
