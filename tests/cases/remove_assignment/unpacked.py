# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f(pair):
    a, b = pair
    return b
# declined: more than a plain assignment
