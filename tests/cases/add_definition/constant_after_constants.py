# with: {"path": "m.py", "code": ["LIMIT: int = 3"], "after": "first"}
def first():
    return 1


first()
# becomes
def first():
    return 1


LIMIT: int = 3


first()
