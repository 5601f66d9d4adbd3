"""Which findings go together, and which come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reviewer.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Concern:
    """Findings of one rule that one proposal settles, in source order."""

    findings: tuple[Finding, ...]

    @property
    def rule(self) -> str:
        return self.findings[0].rule

    @property
    def score(self) -> float:
        """The best of its findings: a weak one beside a strong one does not make it weaker."""
        return max(finding.score for finding in self.findings)


def concerns(findings: Iterable[Finding]) -> list[Concern]:
    """All concerns, best first; equal ones by rule, path and place, so that every run ranks alike."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        own = f"{finding.path}\0{finding.symbol}\0{finding.ordinal}"
        groups[finding.rule, finding.concern or own].append(finding)
    found = [Concern(tuple(sorted(group, key=lambda f: (f.path, f.line, f.symbol, f.ordinal))))
             for group in groups.values()]
    return sorted(found, key=lambda concern: (-concern.score, concern.rule, concern.findings[0].path,
                                              concern.findings[0].line, concern.findings[0].symbol))
