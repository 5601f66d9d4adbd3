# with: {"path": "m.py", "floor": [3, 8]}
# file: pyproject.toml
[project]
requires-python = ">=3.8"
# file: m.py
from typing import List


def f(x: List[int]): ...
# left alone
