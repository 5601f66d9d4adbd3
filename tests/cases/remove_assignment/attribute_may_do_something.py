# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f(p):
    a = p.size
    return 1
# declined: may do something
