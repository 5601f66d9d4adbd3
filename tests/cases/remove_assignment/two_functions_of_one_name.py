# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    a = 1
    return 1


def f():
    a = 2
    return 2
# declined: more than once
