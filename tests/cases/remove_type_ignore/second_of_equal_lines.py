# with: {"path": "m.py", "line": "x = f()  # type: ignore", "nth": 1, "of": 2, "codes": null}
x = f()  # type: ignore
x = f()  # type: ignore
# becomes
x = f()  # type: ignore
x = f()
