# with: {"path": "m.py", "floor": [3, 9]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
from typing import List, Optional


def f(x: Optional[List[int]]): ...
# becomes
from typing import Optional


def f(x: Optional[list[int]]): ...
