"""What a role file says, as plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """The folder that a role stands in, and the doors that reach it."""

    CHAT = "chat"
    PIPELINE = "pipeline"
    ERP = "erp"
    LANGUAGE = "language"
    REVIEW = "review"


class RoleModel(StrEnum):
    INHERIT = "inherit"
    """The model that the operator has set for the role's tier."""
    NONE = "none"
    """It is carried out by code alone."""


class Tier(StrEnum):
    """How much model a role needs; the operator's settings make a model id of it."""

    FAST = "fast"
    STANDARD = "standard"
    DEEP = "deep"


class Approval(StrEnum):
    """Whether a person is asked before a tool runs. For a tool that is not named, its own default holds."""

    ALWAYS_ALLOW = "always_allow"
    ALWAYS_ASK = "always_ask"


class Offline(StrEnum):
    """What is answered without a model."""

    TEMPLATE = "template"
    """What the tools found, set into a fixed form."""
    SEARCH = "search"
    """Quotes of what a search found, with their sources."""
    NONE = "none"
    """Nothing: the role needs a model, and says what to set."""


class InvalidOutput(StrEnum):
    """What is done when an answer does not fit its contract."""

    REPAIR_ONCE = "repair_once"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class NotExample:
    """A request that looks like this role's and belongs to another."""

    text: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """How requests find the role."""

    examples: tuple[str, ...] = ()
    not_examples: tuple[NotExample, ...] = ()
    needs: tuple[str, ...] = ()
    """What a session must know before the role can begin: `project`, `branch`."""
    ask: str | None = None
    """What a person is asked when some of it is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Names of the JSON Schemas of what goes in and what comes out. Empty: a role without a model has none."""

    input: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleBudget:
    """The most that one turn may use. All zero: a role without a model."""

    usd: Decimal = Decimal(0)
    input_tokens: int = 0
    output_tokens: int = 0
    tool_calls: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One agent: exactly its job and nothing more."""

    name: str
    description: str
    tools: tuple[str, ...]
    """A hard allowlist. Of a review role without a model: the rules that it may run."""
    kind: Kind
    version: int
    """Of the `nova:` map."""
    model: RoleModel
    tier: Tier = Tier.FAST
    max_turns: int = 6
    """At most so many requests to the model in one turn."""
    owns: tuple[str, ...]
    never: tuple[str, ...]
    routing: Routing = Routing()
    contract: Contract = Contract()
    handoff_to: tuple[str, ...] = ()
    approval: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    memory: Memory = Memory()
    budget: RoleBudget = RoleBudget()
    offline: Offline = Offline.NONE
    invalid_output: InvalidOutput = InvalidOutput.REPAIR_ONCE
    path: str
    """Where it was read, for people: `agents/chat/concierge.md`."""
    prompt: str
