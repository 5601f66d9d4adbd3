# with: {"path": "m.py", "name": "text", "code": ["def text(a: int) -> int:", "    return a + 1"]}
def text(a):
    return a
# becomes
def text(a: int) -> int:
    return a + 1
