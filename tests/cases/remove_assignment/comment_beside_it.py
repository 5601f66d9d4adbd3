# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f(x):
    # keeps the old default in sight
    a = 1
    return x
# declined: a comment beside it
