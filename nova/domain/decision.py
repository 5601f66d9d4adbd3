"""Decision records and the constraints that machines can check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from enum import StrEnum


class Status(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    OTHER = "other"
    NONE = "none"


class ConstraintKind(StrEnum):
    FORBID_IMPORT = "forbid-import"
    ONLY_IMPORT = "only-import"
    LAYERS = "layers"
    FORBID_CALL = "forbid-call"
    FORBID_NAME = "forbid-name"
    KEEP = "keep"
    PREFER = "prefer"
    REQUIRE_PATH = "require-path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One entry of a record's `nova-rules` block. Which fields are filled depends on `kind`.

    | kind          | of                     | inside (`in`, `from` of only-import) | other                        |
    | forbid-import | modules not imported   | modules or globs it holds in         |                              |
    | only-import   | modules guarded        | modules that may import them         |                              |
    | layers        | modules, the upper 1st | where it holds                       |                              |
    | forbid-call   | dotted callables       | where it holds                       |                              |
    | forbid-name   | identifiers or globs   | where it holds                       |                              |
    | keep          | symbols `pkg.mod:name` |                                      | `rules` left alone, `until`  |
    | prefer        | call or import to leave| where it holds                       | `use` what to write instead  |
    | require-path  | paths that must exist  |                                      |                              |
    """

    id: str
    kind: ConstraintKind
    of: tuple[str, ...]
    inside: tuple[str, ...] = ()
    """Globs over paths (`nova/**`) or dotted modules (`nova.**`); empty: the whole project."""
    rules: tuple[str, ...] = ()
    """keep: rule names or families that leave the symbols alone; empty: all of them."""
    use: str | None = None
    """prefer: the dotted name to use instead of `of[0]`."""
    what: str = "call"
    """prefer: `call` or `import`."""
    until: Day | None = None
    """keep: the last day on which it holds; None: until the record changes."""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A parsed decision record. Only `accepted` ones bind, and only as of the base commit."""

    id: str
    """As written (`ADR-0007`), else the file stem."""
    path: str
    title: str
    status: Status
    status_raw: str = ""
    date: Day | None = None
    sentence: str = ""
    """The sentence of the outcome that a person is quoted: one line, no markup."""
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    """Globs over paths; a leading `!` takes out again. Empty: not said."""
    symbols: tuple[str, ...] = ()
    review_by: Day | None = None
    origin: str | None = None
    constraints: tuple[Constraint, ...] = ()
    draft: bool = False
    """True for a record that lives in Nova's store and not yet in the repository."""

    @property
    def binds(self) -> bool:
        return self.status is Status.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordProblem:
    """A record that cannot be relied on: where, what, and which paths it therefore holds back."""

    path: str
    line: int | None
    what: str
    holds_back: tuple[str, ...] = ()
    """Globs over paths on which nothing is proposed; `("**",)` when even the scope cannot be read, empty when
    the record carries no constraints and so could not have bound anything."""


class Force(StrEnum):
    BLOCKS = "blocks"
    """The decision forbids the change."""
    REQUIRES = "requires"
    """The decision asks for the change."""
    INFORMS = "informs"
    """The decision speaks about this place and does not stand against the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One decision that bears on a finding or proposal, why it matched, and with what force."""

    decision: str
    """The record's id."""
    why: str
    force: Force
    title: str = ""
    sentence: str = ""
    path: str = ""
    constraint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionBook:
    """All records of one commit, and those that could not be read."""

    folder: str | None
    decisions: tuple[Decision, ...] = ()
    problems: tuple[RecordProblem, ...] = ()
    drafts: tuple[Decision, ...] = field(default=())
    """Drafts in Nova's store that suppress at once, before a person has accepted them."""

    @property
    def accepted(self) -> tuple[Decision, ...]:
        return tuple(d for d in self.decisions if d.binds)
