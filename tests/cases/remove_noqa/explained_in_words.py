# with: {"path": "m.py", "comments": [{"line": "x = 1  # noqa: F401 because the docs need it", "codes": ["F401"]}]}
x = 1  # noqa: F401 because the docs need it
# declined: says in words why
