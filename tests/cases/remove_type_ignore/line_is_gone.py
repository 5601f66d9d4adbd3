# with: {"path": "m.py", "line": "x = f()  # type: ignore", "nth": 0, "of": 1, "codes": null}
x = g()  # type: ignore
# left alone
