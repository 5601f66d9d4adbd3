# with: {"path": "tests/conftest.py", "to": "tests/fixtures.py"}
# file: tests/conftest.py
# declined: found by its name
