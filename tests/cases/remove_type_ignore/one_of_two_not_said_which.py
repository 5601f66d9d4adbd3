# with: {"path": "m.py", "line": "x = f()  # type: ignore"}
x = f()  # type: ignore
x = f()  # type: ignore
# left alone
