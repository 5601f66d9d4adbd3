# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    a = 1
    a += 1
    return 2
# declined: more than a plain assignment
