# with: {"path": "pkg/m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: pkg/__init__.py
# file: pkg/shapes.py
from typing import Union


class Square: ...


def Circle(): ...


Side = Union[int, float]
Name = "Square"
# file: pkg/m.py
from typing import Optional

from .shapes import Circle, Name, Side, Square


def f(a: Optional[Square], b: Optional[Circle], c: Optional[Side], d: Optional[Name]): ...
# becomes
# file: pkg/m.py
from typing import Optional

from .shapes import Circle, Name, Side, Square


def f(a: Square | None, b: Optional[Circle], c: Side | None, d: Optional[Name]): ...
