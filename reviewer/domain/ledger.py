"""What became of every finding of a run: they always add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewer.domain.finding import Disposition, Finding, Place


@dataclass(frozen=True, slots=True)
class Fate:
    """A disposition, and what a person asking why-not should read."""

    disposition: Disposition
    detail: str = ""
    decision: str | None = None
    """The record's id, when a decision settled it."""
    proposal: str | None = None
    """The local name of the pull request that it is part of, when there is one."""


class Ledger:
    """Gives each finding exactly one fate."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """The findings are numbered: no two have the same place."""
        self._findings = {finding.place: finding for finding in findings}
        self._fates: dict[Place, Fate] = {}

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[tuple[Finding, Fate]]:
        """Every finding with its fate, in source order. Raises KeyError while one is undecided."""
        return ((finding, self._fates[place]) for place, finding in self._findings.items())

    def decide(self, findings: Iterable[Finding], fate: Fate) -> None:
        """Raises ValueError for a finding that has a fate already or does not belong here: a defect of ours."""
        for finding in findings:
            if finding.place not in self._findings or finding.place in self._fates:
                raise ValueError(f"{finding.place} is not here, or was decided before")
            self._fates[finding.place] = fate

    @property
    def findings(self) -> list[Finding]:
        """All, in source order."""
        return list(self._findings.values())

    @property
    def undecided(self) -> list[Finding]:
        return [finding for place, finding in self._findings.items() if place not in self._fates]

    def counts(self) -> dict[str, int]:
        """Disposition -> findings, every disposition named, in the order in which they are defined."""
        tally = Counter(fate.disposition for fate in self._fates.values())
        return {str(disposition): tally[disposition] for disposition in Disposition}
