# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import Annotated, Literal, Optional


def f(x: Optional[Literal["a", "b"]], y: Optional[Annotated[int, "words"]]): ...
# becomes
from typing import Annotated, Literal


def f(x: Literal["a", "b"] | None, y: Annotated[int, "words"] | None): ...
