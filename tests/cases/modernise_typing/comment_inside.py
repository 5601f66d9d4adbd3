# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List, Union


def f(
    x: Union[
        int,  # seconds
        List[int],
    ],
): ...
# becomes
from typing import Union


def f(
    x: Union[
        int,  # seconds
        list[int],
    ],
): ...
