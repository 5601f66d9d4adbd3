"""Which role answers a request, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a router may come to."""

    ACT = "act"
    """One role takes the request."""
    ASK = "ask"
    """A person chooses, or says more."""
    REFUSE = "refuse"
    """Understood, and this door does not do it."""


class Gate(StrEnum):
    """What decided. They are passed in this order."""

    EXPLICIT = "explicit"
    """The request begins with `@role`."""
    PENDING = "pending"
    """It answers a question that waits."""
    PERMISSION = "permission"
    """Which kinds of role the door reaches."""
    CLASSIFIER = "classifier"
    """It looks like what a role has as examples."""
    FOLLOW_UP = "follow-up"
    """It goes on with what the current role was asked."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A tool call of `role` that waits for yes or no."""

    role: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A request that waits until a person has named one of the roles, by its number or its name.

    The number after the last role stands for something else.
    """

    text: str
    roles: tuple[str, ...]


Pending = Approval | Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person typed at a door, and what the session knows."""

    text: str
    kinds: frozenset[str] = frozenset({"chat"})
    """The kinds of role that the door may reach."""
    role_now: str | None = None
    """The role that answered last."""
    pending: Pending | None = None
    known: frozenset[str] = frozenset()
    """What the session knows of what roles may need: `project`, `branch`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    role: str
    score: float
    """0 to 1: how much of what the request says the role's examples say too. An example itself has about .5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One decision of the router, whole: what is kept in a trace and shown by `/why`."""

    act: Act
    gate: Gate
    reason: str
    """One line for a person."""
    text: str
    """What the role is to be given: the request without `@role`, or the one that a choice was about."""
    role: str | None = None
    """Who acts; when it asks: who asks, None for the router itself."""
    candidates: tuple[Candidate, ...] = ()
    """Of the roles that the door reaches, best first; empty when no classifier was asked."""
    approved: bool | None = None
    """The answer to an Approval; None: the request is none."""
    question: str | None = None
    """What a person is asked, options numbered, a line each. Only when it asks."""
    pending: Choice | None = None
    """What the session keeps until the question is answered; None: there is nothing to choose."""

    @property
    def margin(self) -> float:
        return margin(self.candidates)


def margin(candidates: tuple[Candidate, ...]) -> float:
    """How far the first is ahead of the next."""
    first, second = (*(candidate.score for candidate in candidates[:2]), 0.0, 0.0)[:2]
    return first - second
