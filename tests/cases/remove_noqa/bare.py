# with: {"path": "m.py", "comments": [{"line": "x = 1  # noqa", "codes": ["F401"]}]}
x = 1  # noqa
# left alone
