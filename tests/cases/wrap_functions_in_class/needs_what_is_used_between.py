# with: {"path": "m.py", "functions": ["a", "b"], "holder": "Both"}
def a():
    return 1


LIMIT = a()


def b(limit=LIMIT):
    return limit
# declined: need what is defined between them
