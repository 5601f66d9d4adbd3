# with: {"path": "m.py", "function": "f", "parameters": ["a", "b"], "holder": "P", "parameter": "p"}
def f(a, b):
    a = a or 1
    return a
# declined: gives a a new value
