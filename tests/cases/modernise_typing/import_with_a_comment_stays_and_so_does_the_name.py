# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List  # used by the docs


def f(x: List[int]): ...
# left alone
