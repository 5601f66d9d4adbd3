# with: {"path": "m.py", "comments": [{"line": "x = \"# noqa: F401\"", "codes": ["F401"]}]}
x = "# noqa: F401"
# left alone
