# with: {"path": "m.py", "line": "x = f()  # type: ignore[attr]  # why not", "nth": 0, "of": 1, "codes": null}
y = f()  # type: ignore[attr]
x = f()  # type: ignore[attr]  # why not
# becomes
y = f()  # type: ignore[attr]
x = f()  # why not
