# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from datetime import date
from typing import Optional


class Entry:
    date: Optional[date] = None
# left alone
