# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import Optional


def f(x: Optional[int]): ...
# file: reader.py
from typing import Union, get_origin


def is_optional(x):
    return get_origin(x) is Union
# declined: takes annotations apart
