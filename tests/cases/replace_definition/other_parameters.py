# with: {"path": "m.py", "name": "text", "code": ["def text(a, b=1):", "    return a"]}
def text(a):
    return a
# declined: would get other decorators, parameters
