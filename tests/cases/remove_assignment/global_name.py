# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    global a
    a = 1
    return 2
# left alone
