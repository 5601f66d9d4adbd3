# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
import os
from typing import Any, Callable, Iterable, Iterator, Sequence

Handler = Callable[[int], None]


class Walk(Iterator[int]): ...


def f(x: Iterable[int], y: Sequence[Any], z: Handler): ...


print(os)
# becomes
import os
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Iterator

Handler = Callable[[int], None]


class Walk(Iterator[int]): ...


def f(x: Iterable[int], y: Sequence[Any], z: Handler): ...


print(os)
