# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(a, b): ...
f(1, 2, 3)
# declined: passes more arguments than it takes
