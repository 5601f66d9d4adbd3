# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a, b):
    return a
map(f, [1], [2])
# declined: handed on as a value
