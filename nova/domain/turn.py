"""How one turn of an agent ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nova.domain.conversation import Message, ToolCall


class Ending(StrEnum):
    """Every way in which a turn can end. The values of `conversation.Failure` are among them."""

    ANSWERED = "answered"
    OFFLINE = "offline"
    """Composed from what the tools found, without a model."""
    WAITING = "waiting"
    """A tool call waits for a person's approval."""
    REFUSED = "refused"
    """The model declined."""
    TOO_LONG = "too-long"
    """The reply did not fit into what was left of the budget for output."""
    INVALID = "invalid"
    """The output did not fit its contract, and neither did the repaired one."""
    STEPS = "steps"
    """As many requests as the role may make."""
    BUDGET = "budget"
    USAGE = "usage"
    """The endpoint reported a usage that cannot be."""
    CUT = "cut"
    BROKEN = "broken"
    GARBAGE = "garbage"
    RATE_LIMITED = "rate-limited"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server-error"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a turn: never an exception, whatever the model or a tool did."""

    ending: Ending
    text: str
    """What the agent said last; empty when it said nothing."""
    why: str = ""
    """For an ending that is no answer: one sentence for a person, with what to try."""
    sources: tuple[str, ...] = ()
    """What the tools read, as `path` or `path:line`, in order."""
    messages: tuple[Message, ...] = ()
    """The whole conversation that the model saw, its last words included."""
    waiting: ToolCall | None = None
    """The call that waits for approval."""
    cost_usd: Decimal = Decimal(0)

    @property
    def answered(self) -> bool:
        return self.ending in (Ending.ANSWERED, Ending.OFFLINE)
