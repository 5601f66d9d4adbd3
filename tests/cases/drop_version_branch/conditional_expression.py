# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info[0] >= 3"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

text = (str if sys.version_info[0] >= 3 else unicode)
# becomes
text = str
