# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3,)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

if sys.version_info >= (3,):
    a = 1
    # to be continued
print(sys)
# left alone
