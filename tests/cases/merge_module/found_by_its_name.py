# with: {"path": "tests/conftest.py", "into": "tests/other.py"}
# file: tests/conftest.py
# file: tests/other.py
# declined: found by its name
