"""What a person and Nova's roles said to each other, and what waits for a yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A conversation that can be resumed."""

    id: str
    """8 hex digits."""
    project: str | None
    """The id of the project that it is about."""
    title: str
    """What was said first; empty before that."""
    started_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One thing that a person said, and what came of it."""

    session: str
    number: int = 0
    """From 1, in the order in which they were kept; the store gives it."""
    said: str
    reply: str
    role: str | None
    """Who replied; None: nobody was asked."""
    ending: str
    trace: str
    cost_usd: str | None
    """Decimal; None: not known."""
    at: datetime


class ApprovalState(StrEnum):
    """Waiting becomes approved or denied, once; approved becomes running, once; running becomes done or cut. One whose
    process died between its yes and the run waits again."""

    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    RUNNING = "running"
    DONE = "done"
    CUT = "cut"
    """The process that carried it out was killed: it may have happened, or half of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A call with side effects that a person is asked about, with all that it takes to go on afterwards."""

    id: str
    """`a1`, `a2`, ... over all sessions."""
    session: str
    role: str
    tool: str
    arguments: Mapping[str, Any]
    state: ApprovalState
    messages: Sequence[Any]
    """JSON: the conversation up to the call."""
    asked_at: datetime
    answered_at: datetime | None = None
    result: str | None = None
    """What the call gave; None before it is done."""
    finished_at: datetime | None = None
