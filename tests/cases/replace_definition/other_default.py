# with: {"path": "m.py", "name": "text", "code": ["def text(a=True):", "    return a"]}
def text(a=1):
    return a
# declined: would get other decorators, parameters
