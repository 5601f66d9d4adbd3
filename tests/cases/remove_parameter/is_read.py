# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a, b):
    return b
# declined: m.py:2 reads b
