"""The operator's settings for reviews, `[review]` in nova.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from nova.errors import SettingsError
from reviewer.domain.verdict import Grade, Tier

TIERS = (Tier.STRICT, Tier.CONTAINER, Tier.LANDLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Defaults are in the code; a project's `[tool.nova]` can only make them narrower."""

    open_at_most: int = 3
    """NOVA_REVIEW__OPEN_AT_MOST: proposals of one project that wait for a person at once."""
    per_rule: int = 1
    """NOVA_REVIEW__PER_RULE: of these, from one rule."""
    files_at_most: int = 4
    """NOVA_REVIEW__FILES_AT_MOST: files in one proposal."""
    lines_at_most: int = 80
    """NOVA_REVIEW__LINES_AT_MOST: changed lines in one proposal; a replaced line counts once."""
    campaign: bool = False
    """NOVA_REVIEW__CAMPAIGN: let a proposal that follows an event (a raised floor, a rename) be larger than that."""
    bar: float = 0.25
    """NOVA_REVIEW__BAR: findings that score less are not worth a person's minute; 0 to 1."""
    prove_at_most: int = 6
    """NOVA_REVIEW__PROVE_AT_MOST: drafts proved in one run."""
    lowest_grade: str = "C"
    """NOVA_REVIEW__LOWEST_GRADE: A, B, C or unproven: what is good enough to be opened."""
    branch_prefix: str = "nova"
    """NOVA_REVIEW__BRANCH_PREFIX: proposals are branches `<prefix>/<rule>/<place>`."""
    not_now: timedelta = timedelta(days=90)
    """NOVA_REVIEW__NOT_NOW: how long a rejection as not-now holds, as a duration ("90d")."""
    every: timedelta = timedelta(days=7)
    """NOVA_REVIEW__EVERY: time between reviews by `nova serve`, as a duration."""
    share_answers: bool = False
    """NOVA_REVIEW__SHARE_ANSWERS: push refs/nova/answers to the remote after every answer."""
    proof_seconds: int = 600
    """NOVA_REVIEW__PROOF_SECONDS: how long one run of a project's test suite may take."""
    proving_seconds: int = 1800
    """NOVA_REVIEW__PROVING_SECONDS: how long all proofs of one review may take together; drafts beyond it are not
    proven."""
    interpreters: tuple[str, ...] = ()
    """NOVA_REVIEW__INTERPRETERS: more folders in which base interpreters of virtual environments may live."""

    sandbox_tiers: tuple[str, ...] = ("strict", "container")
    """NOVA_REVIEW__SANDBOX_TIERS: sandboxes that a proof may rest on: strict, container, landlock. The best one of
    these that holds on this machine is used; `nova sandbox selftest` shows which hold."""

    def __post_init__(self) -> None:
        if self.lowest_grade not in set(Grade):
            raise SettingsError(f"review.lowest_grade is A, B, C or unproven, not {self.lowest_grade!r}")
        for tier in self.sandbox_tiers:
            if tier not in TIERS:
                raise SettingsError(f"review.sandbox_tiers lists strict, container or landlock, not {tier!r}")
        if not 0 <= self.bar <= 1:
            raise SettingsError(f"review.bar is between 0 and 1, not {self.bar}")
        for name in ("open_at_most", "per_rule", "files_at_most", "lines_at_most", "prove_at_most", "proof_seconds",
                     "proving_seconds"):
            if getattr(self, name) < 0:
                raise SettingsError(f"review.{name} cannot be negative, it is {getattr(self, name)}")

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The sandboxes allowed, best first."""
        return tuple(tier for tier in TIERS if tier in self.sandbox_tiers)

    def opens(self, grade: Grade) -> bool:
        """Whether a verdict of this grade is good enough to be shown."""
        order = [Grade.A, Grade.B, Grade.C, Grade.UNPROVEN]
        return order.index(grade) <= order.index(Grade(self.lowest_grade))

    def narrowed(self, project: Mapping[str, Any]) -> ReviewSettings:
        """With what a project's `[tool.nova]` says. A value that would widen is ignored: the smaller one counts."""
        bar = project.get("bar")
        return replace(
            self,
            open_at_most=_smaller(self.open_at_most, project.get("open_at_most")),
            per_rule=_smaller(self.per_rule, project.get("per_rule")),
            files_at_most=_smaller(self.files_at_most, project.get("files_at_most")),
            lines_at_most=_smaller(self.lines_at_most, project.get("lines_at_most")),
            bar=max(self.bar, min(bar, 1.0)) if isinstance(bar, int | float) else self.bar,
        )


def _smaller(own: int, asked: object) -> int:
    return min(own, max(asked, 0)) if isinstance(asked, int) and not isinstance(asked, bool) else own
