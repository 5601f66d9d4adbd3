# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(a, b): ...
map(f, [1], [2])
# declined: handed on as a value
