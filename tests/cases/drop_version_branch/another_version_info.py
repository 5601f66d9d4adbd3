# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "mod.version_info >= (3,)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import mod

if mod.version_info >= (3,):
    a = 1
else:
    a = 2
# left alone
