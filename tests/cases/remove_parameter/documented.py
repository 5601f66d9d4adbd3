# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a, b):
    """Give a; `b` is for later."""
    return a
# declined: speaks of b
