# with: {"definitions": ["app/engine.py::backoff_table", "app/engine.py::_STEPS"], "tests": ["tests/test_engine.py::test_backoff_table", "tests/test_engine.py::TestTable::test_grows"]}
# file: app/__init__.py
# file: app/engine.py
"""The engine."""

import itertools
import math
from typing import Any, Iterable

# How often we try.
TRIES = 3

_STEPS = (1, 2, 3)


def start(tries: int = TRIES) -> Any:
    return math.floor(tries)


# Seconds to wait before each try.
# The last one is for good.
def backoff_table(
    tries: int,
) -> Iterable[int]:
    """Seconds to wait."""
    return itertools.accumulate(_STEPS[:tries])
    # never more than three


def stop() -> None:
    start(0)
# file: tests/test_engine.py
import pytest

from app.engine import backoff_table, start


def test_start():
    assert start(2) == 2


def test_backoff_table():
    assert list(backoff_table(2)) == [1, 3]


class TestTable:
    """Of seconds."""

    @pytest.mark.parametrize("tries", [1, 2])
    def test_grows(self, tries):
        assert backoff_table(tries)
# becomes
# file: app/engine.py
"""The engine."""

import math
from typing import Any

# How often we try.
TRIES = 3


def start(tries: int = TRIES) -> Any:
    return math.floor(tries)


def stop() -> None:
    start(0)
# file: tests/test_engine.py
from app.engine import start


def test_start():
    assert start(2) == 2
