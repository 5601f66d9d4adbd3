# with: {"path": "m.py", "line": "x = 1  # type: ignore", "nth": 0, "of": 1, "codes": null}
text = """
x = 1  # type: ignore
"""
# left alone
