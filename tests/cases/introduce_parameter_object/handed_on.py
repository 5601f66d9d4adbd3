# with: {"path": "m.py", "function": "f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
def f(a, b): ...
map(f, [1], [2])
# declined: handed on as a value
