# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List


def f(x: List[int]): ...
# file: other.py
from m import List
# becomes
# file: m.py
from typing import List


def f(x: list[int]): ...
