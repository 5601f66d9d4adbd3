"""What is said between Nova and a language model, without any vendor's shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

Who = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What the model asks for. The arguments are as it wrote them: not yet validated."""

    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    call: str
    """The id of the ToolCall that it answers."""
    text: str
    failed: bool = False


Part = Text | ToolCall | ToolResult


@dataclass(frozen=True, slots=True)
class Message:
    who: Who
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What was said in words; empty for one that only calls tools."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        return tuple(part for part in self.parts if isinstance(part, ToolCall))


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model is shown it."""

    name: str
    description: str
    schema: Mapping[str, Any]
    """JSON Schema of its arguments: always an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One request, whole: nothing is added to it on the way."""

    model: str
    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    output_tokens: int
    """At most so many in the reply."""
    seconds: float
    """Wall time for the whole reply, waiting and retries included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the endpoint reports them; nothing here is checked."""

    input_tokens: int = 0
    """Not read from a cache."""
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


class Stop(StrEnum):
    """Why a reply ended."""

    END = "end"
    TOOLS = "tools"
    """It waits for the results of its calls."""
    LENGTH = "length"
    """`output_tokens` were not enough."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    parts: tuple[Text | ToolCall, ...]
    stop: Stop
    usage: Usage
    model: str
    """The id that answered, as the endpoint says."""

    @property
    def message(self) -> Message:
        return Message("assistant", self.parts)


class Failure(StrEnum):
    """How a request to a model ended without a reply."""

    CUT = "cut"
    """The stream ended in the middle, with no word why."""
    BROKEN = "broken"
    """The endpoint reported an error in the middle of the stream."""
    GARBAGE = "garbage"
    """What came back is not what the protocol says."""
    RATE_LIMITED = "rate-limited"
    """429, after the retries."""
    OVERLOADED = "overloaded"
    """529, after the retries."""
    SERVER_ERROR = "server-error"
    """Another 5xx, after the retries."""
    UNREACHABLE = "unreachable"
    """Nobody answers at the base URL."""
    REJECTED = "rejected"
    """400, 401, 403, 404...: the request or the key is not accepted. Never retried."""
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"


def message_to_json(message: Message) -> dict[str, Any]:
    return {"who": message.who, "parts": [_part_to_json(part) for part in message.parts]}


def message_from_json(data: Mapping[str, Any]) -> Message:
    """Raises KeyError or TypeError for anything that `message_to_json` does not write."""
    return Message(data["who"], tuple(_part_from_json(item) for item in data["parts"]))


def prompt_to_json(prompt: Prompt) -> dict[str, Any]:
    return {"model": prompt.model, "system": prompt.system, "output_tokens": prompt.output_tokens,
            "seconds": prompt.seconds, "messages": [message_to_json(message) for message in prompt.messages],
            "tools": [asdict(tool) for tool in prompt.tools]}


def prompt_from_json(data: Mapping[str, Any]) -> Prompt:
    return Prompt(model=data["model"], system=data["system"], output_tokens=data["output_tokens"],
                  seconds=data["seconds"], messages=tuple(map(message_from_json, data["messages"])),
                  tools=tuple(ToolSpec(**tool) for tool in data["tools"]))


def reply_to_json(reply: Reply) -> dict[str, Any]:
    return {"parts": [_part_to_json(part) for part in reply.parts], "stop": str(reply.stop),
            "usage": asdict(reply.usage), "model": reply.model}


def reply_from_json(data: Mapping[str, Any]) -> Reply:
    parts: Sequence[Part] = [_part_from_json(item) for item in data["parts"]]
    return Reply(parts=tuple(part for part in parts if not isinstance(part, ToolResult)), stop=Stop(data["stop"]),
                 usage=Usage(**data["usage"]), model=data["model"])


_KINDS: dict[str, type[Text] | type[ToolCall] | type[ToolResult]] = {
    "text": Text, "tool_call": ToolCall, "tool_result": ToolResult}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def _part_to_json(part: Part) -> dict[str, Any]:
    return {"type": _NAMES[type(part)], **asdict(part)}


def _part_from_json(data: Mapping[str, Any]) -> Part:
    return _KINDS[data["type"]](**{key: value for key, value in data.items() if key != "type"})
