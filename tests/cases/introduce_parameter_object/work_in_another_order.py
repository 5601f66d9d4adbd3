# with: {"path": "m.py", "function": "f", "parameters": ["a", "c"], "holder": "P", "parameter": "p"}
def f(a, b, c): ...
f(read(), read(), read())
# declined: whose order matters
