# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
import typing
import typing as t


def f(x: typing.List[int], y: t.Optional[int]) -> t.Any: ...
# becomes
import typing as t


def f(x: list[int], y: int | None) -> t.Any: ...
