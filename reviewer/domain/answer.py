"""Answers: what a person said, remembered for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from reviewer.domain.finding import Place
from reviewer.domain.proposal import Idea


class AnswerKind(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    REOPENED = "reopened"
    """Takes back the answer named in `takes_back`."""


class Because(StrEnum):
    """Why a proposal was rejected, and so how long that holds."""

    WRONG = "wrong"
    """Holds until the rule's version changes."""
    NOT_WORTH_IT = "not-worth-it"
    NOT_NOW = "not-now"
    """Expires."""
    BY_DESIGN = "by-design"
    """Holds, and drafts a decision."""


class Scope(StrEnum):
    """How far a rejection reaches."""

    HERE = "here"
    FILE = "file"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One finding of the proposal that was answered."""

    place: Place
    idea: Idea
    elsewhere: tuple[Place, ...] = ()
    """Twins: places with the same symbol key at that time. They were not meant, so a twin is not a moved copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line of `refs/nova/answers`."""

    id: str
    """32 hex digits; the union of two refs keeps one line each."""
    kind: AnswerKind
    project: str
    proposal: str
    """The short local name it had: only for reading."""
    rule: str
    family: str
    rule_version: int
    title: str
    remembered: tuple[Remembered, ...]
    base: str
    head_tree: str
    patch_sha256: str
    at: datetime
    by: str
    """Git identity of the person, `Name <mail>`."""
    login: str
    """The account of the operating system, or of the forge."""
    because: Because | None = None
    note: str = ""
    scope: Scope = Scope.HERE
    until: datetime | None = None
    """not-now: when it expires; None for every other reason."""
    diff: str = ""
    """The rejected diff, so that keys can be computed anew."""
    takes_back: str | None = None
    extra: dict[str, Any] | None = None
    """Fields of a newer Nova, kept as they came."""
