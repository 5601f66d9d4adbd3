# with: {"path": "m.py", "function": "f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
P = 1
def f(a, b): ...
# declined: uses the name P for something else
