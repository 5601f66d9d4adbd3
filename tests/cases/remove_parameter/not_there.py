# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a):
    return a
# left alone
