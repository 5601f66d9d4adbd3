# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(a, b, *c): ...
f(1, 2, 3, *d)
f(1, *d)
# declined: passes *arguments
