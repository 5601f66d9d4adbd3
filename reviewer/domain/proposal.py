"""Proposals: a change offered for a person's approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nova.domain.decision import Ground
from nova.domain.snapshot import CommitSha, TreeOid
from reviewer.domain.change import ChangeSet
from reviewer.domain.finding import Effect, Finding, Place
from reviewer.domain.recipe import Plan
from reviewer.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Idea:
    """What a precedent remembers, as two keys of 16 hex digits; each begins with its version (`1:`)."""

    symbol: str
    """Of the rule family and the qualified name inside its module."""
    effect: str
    """Of the normalised syntax before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan carried out on one base: not yet proven, not yet shown to anybody."""

    findings: tuple[Finding, ...]
    """All of one rule and concern, never empty; the first one names the draft."""
    plan: Plan
    changes: ChangeSet
    effect: Effect
    changes_what: str | None = None
    """What the operation changes about behaviour, when `effect` is CHANGES."""
    safe: str | None = None
    """The operations' argument why the change is safe by construction; None: at least one makes no such claim."""
    removed_tests: tuple[str, ...] = ()
    """Qualified test names (`tests/test_x.py::test_y`) that the recipe takes away with the code they test."""
    declares: tuple[str, ...] = ()
    """Definitions whose public shape its operations say they change, `path::Qualified.name`."""
    inserts: tuple[str, ...] = ()
    """Texts of the recipe that its operations put into code as they stand."""
    grounds: tuple[Ground, ...] = ()

    @property
    def rule(self) -> str:
        return self.findings[0].rule

    @property
    def place(self) -> Place:
        return self.findings[0].place


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A draft with its proof, ready for a person."""

    project: str
    base: CommitSha
    head_tree: TreeOid
    draft: Draft
    ideas: tuple[Idea, ...]
    """One for each finding of the draft, in the same order."""
    verdict: Verdict
    reviewer: str
    """The role that proposes it."""


class PullStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLOSED = "closed"
    """Closed without a word: its branch was deleted by hand."""
    OBSOLETE = "obsolete"
    """The base moved and the recipe has nothing left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """Where one proposal waits for a person. Its report is the proposal as JSON (FORMATS), kept whole."""

    id: str
    """Short local name: `p3`."""
    project: str
    repository: str
    """The checkout in which its branch lives, as a resolved path."""
    place: Place
    idea: Idea
    branch: str
    target: str
    base: CommitSha
    head: CommitSha
    head_tree: TreeOid
    patch_sha256: str
    status: PullStatus
    opened_at: datetime
    closed_at: datetime | None = None
    run: str = ""
