# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info < (3,)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

if sys.version_info < (3,):
    def compat(x):
        return x
print(sys)
# file: other.py
from m import compat
# left alone
