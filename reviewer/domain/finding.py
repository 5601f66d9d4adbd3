"""A finding: one thing seen, its place, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Effect(StrEnum):
    """What an operation does to behaviour, as declared by the operation."""

    PRESERVES = "preserves"
    CHANGES = "changes"


class Disposition(StrEnum):
    """The fate of a finding in one run. Every finding has exactly one."""

    PROPOSED = "proposed"
    ALREADY_OPEN = "already-open"
    WAITING = "waiting"
    """Worth it; the budget of open proposals is spent."""
    PRECEDENT = "precedent"
    DECISION = "decision"
    REFUSED = "refused"
    """The operation declined: the change would not be right here."""
    NO_RECIPE = "no-recipe"
    NOT_PROVEN = "not-proven"
    BELOW_BAR = "below-bar"
    SHADOWED = "shadowed"
    """A chosen proposal already changes these lines."""


@dataclass(frozen=True, slots=True)
class Place:
    """What names a finding within one base. Lines are not part of it, so reformatting does not move it."""

    rule: str
    path: str
    symbol: str
    """Qualified name inside the module, with a short detail where one name can hold several findings."""
    ordinal: int = 0
    """Counts findings of the same rule, path and symbol, in source order."""

    def key(self, project: str) -> str:
        """16 hex digits, the same on every machine."""
        return sha256("\0".join([project, self.rule, self.path, self.symbol, str(self.ordinal)])
                      .encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a detector saw."""

    rule: str
    path: str
    line: int
    end_line: int
    symbol: str
    """See Place.symbol. Stable under reformatting and reordering; never a line number."""
    message: str
    """What was seen, one plain line: `backoff_table: no reference in code, tests, docs or settings`."""
    why: str = ""
    """Why it matters here, one or two sentences; facts of this place, not of the rule in general."""
    concern: str = ""
    """Findings of one rule with the same concern become one proposal; empty: this finding alone."""
    score: float = 1.0
    """For ranking, 0 to 1: how surely a maintainer wants it. Under the bar (a setting) it is not worth a minute."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """JSON for the detector's own planner."""
    event: str | None = None
    """The commit whose history makes this wanted, when there is one."""
    ordinal: int = 0

    @property
    def place(self) -> Place:
        return Place(self.rule, self.path, self.symbol, self.ordinal)


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in source order, with ordinals that tell equal places apart."""
    seen: Counter[tuple[str, str, str]] = Counter()
    result = []
    for finding in sorted(findings, key=lambda f: (f.path, f.line, f.end_line, f.rule, f.symbol)):
        same = (finding.rule, finding.path, finding.symbol)
        result.append(replace(finding, ordinal=seen[same]))
        seen[same] += 1
    return result
