# with: {"path": "m.py", "functions": ["a", "b"], "holder": "Both"}
def a(f):
    return f


@a
def b():
    return 1
# declined: need what is defined between them
