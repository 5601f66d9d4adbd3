# with: {"path": "m.py", "comments": [{"line": "x = y()  # type: ignore  # noqa: F401", "codes": ["F401"], "scope": "f"}, {"line": "z = 1  # noqa: F401  # seconds", "codes": ["F401"], "scope": "f"}]}
def f(y):
    x = y()  # type: ignore  # noqa: F401
    z = 1  # noqa: F401  # seconds
    return x, z
# becomes
def f(y):
    x = y()  # type: ignore
    z = 1  # seconds
    return x, z
