# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    a = 1
    return "{a}".format(**locals())
# declined: looks names up at run time
