"""Drafts are proved by several threads."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviewer.proof.parsing import parse

SOURCE = Path(__file__).read_bytes()


@pytest.fixture
def collecting() -> Iterator[None]:
    """Garbage is looked for often, and so while a tree is made."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100)
    yield
    gc.set_threshold(*thresholds)


class Slow:
    """Garbage whose end lets another thread go on."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        time.sleep(0.0002)


def parsed(_: int) -> int:
    for _number in range(5):
        Slow()
    return len(parse(SOURCE).body)


@pytest.mark.usefixtures("collecting")
def test_trees_made_by_two_threads_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(parsed, range(40)))) == 1
