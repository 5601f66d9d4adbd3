# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info.major < 3", "scope": "f"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys


def f(x):
    for y in x:
        if sys.version_info.major < 3:
            y.old()
    return sys
# becomes
import sys


def f(x):
    for y in x:
        pass
    return sys
