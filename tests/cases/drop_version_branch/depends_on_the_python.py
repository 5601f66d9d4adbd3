# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3, 10)"}, {"test": "sys.version_info < (4,)"}, {"test": "sys.version_info >= (3, 9, 2)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

if sys.version_info >= (3, 10):
    a = 1
else:
    a = 2
if sys.version_info < (4,):
    a = 3
else:
    a = 4
if sys.version_info >= (3, 9, 2):
    a = 5
else:
    a = 6
# left alone
