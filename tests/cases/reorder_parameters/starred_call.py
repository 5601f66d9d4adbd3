# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(a, b): ...
f(*[1, 2])
# declined: passes *arguments
