# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import Dict, List, Optional, cast

Table = Dict[str, int]


class Mine(List[int]): ...


def f(x):
    return cast(Optional[int], x)
# left alone
