# with: {"path": "m.py", "name": "text", "code": ["async def text(a):", "    return a"]}
def text(a):
    return a
# declined: another kind of definition
