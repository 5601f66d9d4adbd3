"""What the operator may say about sandboxes."""

from __future__ import annotations

import pytest

from nova.errors import SettingsError
from reviewer.domain.verdict import Tier
from reviewer.settings import ReviewSettings


def test_landlock_counts_only_when_the_operator_says_so() -> None:
    assert ReviewSettings().tiers == (Tier.STRICT, Tier.CONTAINER)
    assert ReviewSettings(sandbox_tiers=("landlock", "strict")).tiers == (Tier.STRICT, Tier.LANDLOCK)


@pytest.mark.parametrize("tier", ["none", "docker", ""])
def test_what_is_no_sandbox_cannot_be_allowed(tier: str) -> None:
    with pytest.raises(SettingsError, match="strict, container or landlock"):
        ReviewSettings(sandbox_tiers=(tier,))
