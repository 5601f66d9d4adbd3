# with: {"path": "m.py", "line": "x = f()  # type: ignore", "nth": 0, "of": 2, "codes": null}
x = f()  # type: ignore
x = f()  # type: ignore
# becomes
x = f()
x = f()  # type: ignore
