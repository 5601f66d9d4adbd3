"""Every attack on the proof, carried out for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import ATTACKS
from hijacked import Attack, Ground

pytestmark = pytest.mark.outer


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    yield Ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_it_is_held(ground: Ground, attack: Attack) -> None:
    told = ground.carry_out(attack)
    assert told.held, told
