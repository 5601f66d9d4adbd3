# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3,)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

# Shown at start.
if sys.version_info >= (3,):
    a = 1
else:
    a = 2
print(sys)
# becomes
import sys

# Shown at start.
a = 1
print(sys)
