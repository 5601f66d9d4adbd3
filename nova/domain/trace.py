"""What happened, as spans by the OpenTelemetry conventions for generative AI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class SpanKind(StrEnum):
    """The operation that a span times; its value is `gen_ai.operation.name` where the conventions have one."""

    TURN = "invoke_workflow"
    """From a request to its answer: the root of a trace in chat."""
    REVIEW = "review"
    """One role reviewing one snapshot: the root of a trace in a review."""
    ROUTE = "route"
    AGENT = "invoke_agent"
    CHAT = "chat"
    """One request to a model."""
    TOOL = "execute_tool"
    HANDOFF = "handoff"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One finished step. Content has passed the secret filter before it is kept."""

    trace: str
    """32 hex digits."""
    id: str
    """16 hex digits."""
    parent: str | None
    kind: SpanKind
    name: str
    """What the conventions ask for: `chat claude-x`, `execute_tool search_decisions`, `invoke_agent concierge`."""
    start: datetime
    seconds: float
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """By the conventions (`gen_ai.request.model`, `gen_ai.usage.input_tokens`, `gen_ai.input.messages`, ...); what they
    have no name for begins with `nova.` (`nova.cost_usd`, `nova.route.reason`). Values are JSON."""
    error: str | None = None
    """`error.type`, one word; None: it went well."""
