"""Every attack on the proof, carried out for real."""

from __future__ import annotations

import pytest
from cases import ATTACKS, LIMITED
from hijacked import Attack, Ground

from reviewer.domain.verdict import Grade

pytestmark = pytest.mark.outer


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_it_is_held(ground: Ground, attack: Attack) -> None:
    told = ground.carry_out(attack)
    assert told.held, told


@pytest.mark.parametrize("attack", LIMITED, ids=str)
def test_a_limit_that_the_documents_name_is_still_one(ground: Ground, attack: Attack) -> None:
    """When it is held one day, it belongs among the attacks."""
    assert ground.carry_out(attack).grade is Grade.B
