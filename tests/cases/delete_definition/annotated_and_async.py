# with: {"definitions": ["m.py::_load", "m.py::_LIMIT", "m.py::_Row"]}
import asyncio
import re as regex
from dataclasses import dataclass

_LIMIT: int = 3  # rows
_PATTERN = regex.compile("x")


@dataclass
class _Row:
    """A row."""

    name: str = "x"

    def __str__(self) -> str:
        return self.name


async def _load() -> None:
    async with asyncio.timeout(_LIMIT):
        _Row()


def run() -> object:
    return _PATTERN
# becomes
import re as regex

_PATTERN = regex.compile("x")


def run() -> object:
    return _PATTERN
