# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from mine import List


def f(x: List[int]): ...
# left alone
