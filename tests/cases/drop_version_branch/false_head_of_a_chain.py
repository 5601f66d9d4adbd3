# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info < (3,)", "scope": "f"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys


def f(x):
    if sys.version_info < (3,):
        return 1
    elif x:
        return 2
    else:
        return sys
# becomes
import sys


def f(x):
    if x:
        return 2
    else:
        return sys
