"""A person's attention: how many proposals may be opened, and how many are worth drafting for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewer.settings import ReviewSettings

SPARE = 2
"""Drafts beyond what may be opened, per rule: a proof can fail, and the next best takes the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """For one run. Rules are given as one name per proposal: open already, or taken in this run."""

    slots: int
    """New proposals in this run."""
    per_rule: int
    tries: int
    """Drafts worth proving."""
    open_by_rule: Mapping[str, int]

    @classmethod
    def of(cls, settings: ReviewSettings, open_by_rule: Mapping[str, int], at_most: int | None) -> Budget:
        """`at_most`: what this run was asked to keep to; None: nothing was said."""
        room = max(0, settings.open_at_most - sum(open_by_rule.values()))
        slots = room if at_most is None else min(room, at_most)
        return cls(slots=slots, per_rule=settings.per_rule, tries=settings.prove_at_most if slots else 0,
                   open_by_rule=open_by_rule)

    def has_room(self, rule: str, taken: Sequence[str]) -> bool:
        """Whether one more proposal of this rule may be opened after those taken in this run."""
        return len(taken) < self.slots and self._of(rule, taken) < self.per_rule

    def worth_drafting(self, rule: str, drafted: Sequence[str]) -> bool:
        """Whether one more draft of this rule could still be opened, or take the place of one that fails."""
        if len(drafted) >= self.tries or self.open_by_rule.get(rule, 0) >= self.per_rule:
            return False
        return self._of(rule, drafted) < self.per_rule + SPARE

    def _of(self, rule: str, taken: Sequence[str]) -> int:
        return self.open_by_rule.get(rule, 0) + taken.count(rule)
