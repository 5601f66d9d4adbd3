# with: {"path": "m.py", "function": "f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
def f(a, b): ...
f(*[1, 2])
# declined: passes starred arguments
