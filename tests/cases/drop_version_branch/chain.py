# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3, 8)", "scope": "f"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys


def f(x):
    if x:
        return 1
    elif sys.version_info >= (3, 8):
        return 2
    else:
        return sys
# becomes
def f(x):
    if x:
        return 1
    else:
        return 2
