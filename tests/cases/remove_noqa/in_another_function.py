# with: {"path": "m.py", "comments": [{"line": "x = 1  # noqa: F401", "codes": ["F401"], "scope": "f"}]}
def g():
    x = 1  # noqa: F401
    return x
# left alone
