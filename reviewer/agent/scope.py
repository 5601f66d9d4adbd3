"""What an agent that reviews can see, and what it has said."""

from __future__ import annotations

from dataclasses import dataclass, field

from nova.domain.code import ModuleFacts
from nova.runtime.toolbox import ToolError
from nova.secrets import redact, redact_lines
from reviewer.domain.finding import Finding
from reviewer.domain.ledger import Fate
from reviewer.domain.proposal import Draft
from reviewer.drafting import warm_workshop
from reviewer.ranking import Concern
from reviewer.sifting import Drafting, Sieve
from reviewer.survey import Survey

AT_MOST = 3
"""Proposals of one role in one review."""


@dataclass
class ReviewScope:
    """One role looking at one snapshot. Nothing here can write outside of `said`."""

    sieve: Sieve
    findings: tuple[Finding, ...]
    """What the deterministic reviewers found."""
    role: str
    said: list[Finding] = field(default_factory=list)
    """What the role proposed or flagged, in order."""
    finished: str | None = None
    """Why there is nothing more to propose, in its words."""

    @property
    def survey(self) -> Survey:
        return self.sieve.survey

    def source(self, path: str) -> list[str]:
        """The lines of a text file of the snapshot, without secrets: some of the lines of one, or the half of a line,
        would pass the filter at the exit. Raises ToolError for anything else."""
        if path not in self.survey.snapshot.files:
            raise ToolError(f"There is no file {path!r} in the snapshot. Paths are relative, such as "
                            f"{next(iter(self.survey.index.modules), 'pkg/mod.py')!r}.")
        return redact_lines(self.survey.snapshot.read(path).decode("utf-8", "replace"))

    def module(self, path: str) -> ModuleFacts:
        """What the index knows of a Python file. Raises ToolError."""
        if path not in self.survey.index.modules:
            raise ToolError(f"{path!r} is not a Python file that could be read.")
        return self.survey.index.modules[path]

    def line_of(self, path: str, symbol: str) -> tuple[int, int]:
        """First and last line of a definition. Raises ToolError with the names that are there."""
        definitions = {item.qualname: item for item in self.module(path).definitions}
        if symbol not in definitions:
            raise ToolError(f"{path} defines no {symbol!r}. It defines: {', '.join(list(definitions)[:40])}")
        return definitions[symbol].line, definitions[symbol].end_line

    def say(self, finding: Finding) -> str:
        """Keep what the role says, and tell it what stands against it, or what it would change."""
        if sum(one.details.get("recipe") is not None for one in self.said) >= AT_MOST:
            raise ToolError(f"{AT_MOST} proposals are as many as one review takes. Say nothing_to_propose to end.")
        if any((one.path, one.symbol) == (finding.path, finding.symbol) for one in self.said):
            raise ToolError("That was said already.")
        self.said.append(finding)
        if finding.details.get("recipe") is None:
            return "Noted for a person; nothing is changed."
        outcome = self._preview(finding)
        if isinstance(outcome, Fate):
            by = f" ({outcome.decision})" if outcome.decision else ""
            return f"It will not be opened: {outcome.disposition}{by}: {outcome.detail}"
        changes = outcome.changes
        return (f"Drafted: {len(changes.files)} files, +{changes.lines_added} -{changes.lines_removed}. It goes to "
                f"proof next; a person decides.\n{redact(changes.diff())[:4000]}")

    def _preview(self, finding: Finding) -> Draft | Fate:
        fate = self.sieve.fate(finding)
        if fate is not None:
            return fate
        with warm_workshop() as workshop:
            return Drafting(self.sieve, workshop).draft(Concern((finding,)))
