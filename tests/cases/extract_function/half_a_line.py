# with: {"path": "m.py", "within": "f", "source": ["b = 2", "c = 3"], "name": "g"}
def f(x):
    a = 1; b = 2
    c = 3
    return a, b, c
# declined: neither as whole statements
