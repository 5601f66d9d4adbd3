# with: {"path": "m.py", "name": "text", "code": ["def text(a):", "    return missing(a)"]}
def text(a):
    return a
# declined: uses missing
