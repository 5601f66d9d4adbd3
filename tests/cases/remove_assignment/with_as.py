# with: {"path": "m.py", "locals": [{"function": "f", "name": "h"}]}
def f(p):
    with open(p) as h:
        return 1
# declined: more than a plain assignment
