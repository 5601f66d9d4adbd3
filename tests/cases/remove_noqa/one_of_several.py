# with: {"path": "m.py", "comments": [{"line": "x = 1  # noqa: F401, E731", "codes": ["F401"]}]}
x = 1  # noqa: F401, E731
# becomes
x = 1  # noqa: E731
