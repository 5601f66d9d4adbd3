# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    b = 1
    a = [1, 2, (lambda: b)]
    return 1
# declined: `b` would have no use left either
