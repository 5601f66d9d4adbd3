# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.8"
# file: m.py
from typing import Optional

x: Optional[int] = None
# declined: the project supports Python 3.8, older than 3.10
