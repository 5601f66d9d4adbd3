# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info < (3, 6)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

if sys.version_info < (3, 6):
    sys.exit("needs Python 3.6")
print(1)
# left alone
