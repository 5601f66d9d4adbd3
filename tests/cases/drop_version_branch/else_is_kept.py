# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info < (3, 7)", "scope": "f"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys


def f(x):
    if sys.version_info < (3, 7):
        y = str(x)
    else:
        # the new way
        y = repr(x)
    return y, sys.path
# becomes
import sys


def f(x):
    # the new way
    y = repr(x)
    return y, sys.path
