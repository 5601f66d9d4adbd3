# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List, Optional


def f(x: Optional["Later"], y: List["Later"]): ...


class Later: ...
# left alone
