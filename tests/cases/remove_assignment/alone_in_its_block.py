# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f(x):
    if x:
        a = 1
    return x
# declined: alone in its block
