# with: {"path": "m.py", "comments": [{"line": "x = 1  # noqa: F401", "codes": ["F401"]}]}
x = 1  # noqa: F401
# becomes
x = 1
