# with: {"path": "m.py", "function": "f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
p = 1
def f(a, b): return p
# declined: uses the name p for something else
