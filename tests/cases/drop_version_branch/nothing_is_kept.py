# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info[0] == 2", "scope": "f"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys


def f(x):
    if sys.version_info[0] == 2:
        x = x.encode()
    return x
# becomes
def f(x):
    return x
