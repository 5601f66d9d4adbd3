# with: {"path": "m.py", "floor": [3, 10], "within": ["C.g"]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List


def f(x: List[int]): ...


class C:
    def g(self, x: List[int]): ...
# becomes
from typing import List


def f(x: List[int]): ...


class C:
    def g(self, x: list[int]): ...
