"""Anthropic's Messages as plain values: the request that a prompt becomes, and the reply that events add up to.

The events are read as they came. The SDK's own classes do not check them: they turn the text "12" into a number of
tokens, and an unknown kind of block into a text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

from nova.domain.conversation import (
    Failure,
    Message,
    Part,
    Prompt,
    Reply,
    Stop,
    Text,
    ToolCall,
    ToolResult,
    Usage,
)
from nova.errors import ModelFailed

_STOPS = {"end_turn": Stop.END, "stop_sequence": Stop.END, "tool_use": Stop.TOOLS, "max_tokens": Stop.LENGTH,
          "model_context_window_exceeded": Stop.LENGTH, "refusal": Stop.REFUSED}
_COUNTS = {"input_tokens": "input_tokens", "output_tokens": "output_tokens",
           "cache_read_input_tokens": "cache_read_tokens", "cache_creation_input_tokens": "cache_write_tokens"}
# Some servers think aloud without being asked. It is no part of the reply.
_THOUGHTS = {"thinking", "redacted_thinking"}
_CONTENT = {"text_delta": "text", "input_json_delta": "partial_json"}
_IGNORED = {"thinking_delta", "signature_delta", "citations_delta"}
_DEEPEST = 50
"""Levels of lists and objects in the arguments of a call: far more than any tool takes, far fewer than recursion."""
_SHORTEST_LIMIT, _CHARACTERS_A_TOKEN = 1_000_000, 64


def request_of(prompt: Prompt) -> dict[str, Any]:
    """The body of `POST /v1/messages`. Empty texts, which the protocol forbids, are left out."""
    messages = [{"role": message.who, "content": content} for message in prompt.messages
                if (content := _content(message))]
    request = {"model": prompt.model, "max_tokens": prompt.output_tokens, "messages": messages, "stream": True}
    if prompt.system:
        request["system"] = prompt.system
    if prompt.tools:
        request["tools"] = [{"name": tool.name, "description": tool.description, "input_schema": dict(tool.schema)}
                            for tool in prompt.tools]
    return request


def _content(message: Message) -> list[dict[str, Any]]:
    return [_block(part) for part in message.parts if not (isinstance(part, Text) and not part.text.strip())]


def _block(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    if isinstance(part, ToolCall):
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": dict(part.arguments)}
    return _result(part)


def _result(part: ToolResult) -> dict[str, Any]:
    result = {"type": "tool_result", "tool_use_id": part.call, "content": part.text}
    return {**result, "is_error": True} if part.failed else result


@dataclass(slots=True)
class _Block:
    """A part of the reply while it arrives."""

    kind: str
    start: Mapping[str, Any]
    pieces: list[str] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return mended("".join(self.pieces))


class ReplyReader:
    """Takes the events of one stream in order. Raises ModelFailed (garbage) for what the protocol does not say."""

    def __init__(self, prompt: Prompt, hear: Callable[[str], None], used: Callable[[Usage], None]) -> None:
        self._model, self._hear, self._used = prompt.model, hear, used
        self._room = _SHORTEST_LIMIT + _CHARACTERS_A_TOKEN * prompt.output_tokens
        self._counts: dict[str, int] = {}
        self._blocks: dict[int, _Block] = {}
        self._stop: str | None = None
        self._half = ""

    @property
    def silent(self) -> bool:
        """Nothing of a message has come."""
        return not self._counts and not self._blocks and self._stop is None

    @property
    def usage(self) -> Usage | None:
        """As reported so far; None: not a word about it yet."""
        return Usage(**self._counts) if self._counts else None

    def take(self, event: object) -> None:
        kind = self._mapping(event, "an event").get("type")
        handler = self._HANDLERS.get(kind) if isinstance(kind, str) else self._garbage("an event has no type")
        if handler is not None:  # the protocol may get events of new kinds
            handler(self, self._mapping(event, "an event"))

    def reply(self) -> Reply:
        """What it all came to, when the stream has ended. Raises ModelFailed (cut) when its end is missing."""
        if self._stop is None:
            raise ModelFailed(Failure.CUT, "the model's answer was cut off in the middle; try again", self.usage)
        if self.usage is None:
            self._garbage("it does not say how many tokens were used")
        stop = _STOPS.get(self._stop) or self._garbage(f"it stopped for an unknown reason, {self._stop!r:.60}")
        parts = tuple(self._parts(cut=stop is Stop.LENGTH))
        calls = [part for part in parts if isinstance(part, ToolCall)]
        if len({call.id for call in calls}) < len(calls):
            self._garbage("two tool calls have the same id")
        if stop is Stop.TOOLS and not calls:
            self._garbage("it waits for tools and calls none")
        if stop is Stop.END and calls:  # some servers end their turn by a call
            stop = Stop.TOOLS
        return Reply(parts=parts, stop=stop, usage=Usage(**self._counts), model=self._model)

    def _begin(self, event: Mapping[str, Any]) -> None:
        message = self._mapping(event.get("message"), "the message")
        if isinstance(message.get("model"), str) and message["model"]:
            self._model = mended(message["model"])
        self._count(message.get("usage"))

    def _open(self, event: Mapping[str, Any]) -> None:
        index, start = event.get("index"), self._mapping(event.get("content_block"), "a block")
        kind = start.get("type")
        if not isinstance(index, int) or index in self._blocks:
            self._garbage("a block has no place of its own")
        if not isinstance(kind, str) or kind not in {"text", "tool_use"} | _THOUGHTS:
            self._garbage(f"a block is of an unknown kind, {kind!r:.60}")
        self._blocks[index] = _Block(kind, start)
        if kind == "text" and start.get("text"):
            self._add(self._blocks[index], start["text"])

    def _grow(self, event: Mapping[str, Any]) -> None:
        index, delta = event.get("index"), self._mapping(event.get("delta"), "a piece")
        block = self._blocks.get(index) if isinstance(index, int) else None
        kind = delta.get("type")
        if block is None:
            self._garbage("a piece belongs to no block")
        if kind in _IGNORED:
            return
        if not isinstance(kind, str) or kind != {"text": "text_delta", "tool_use": "input_json_delta"}.get(block.kind):
            self._garbage(f"a piece of kind {kind!r:.60} in a block of kind {block.kind!r}")
        self._add(block, delta.get(_CONTENT[kind]))

    def _add(self, block: _Block, piece: object) -> None:
        if not isinstance(piece, str):
            self._garbage("a piece of text is no text")
        self._room -= len(piece)
        if self._room < 0:
            self._garbage("it is far longer than was asked for")
        block.pieces.append(piece)
        if block.kind == "text":
            self._say(piece)

    def _say(self, piece: str) -> None:
        """Servers that count as JavaScript does may cut between the halves of one character."""
        text = self._half + piece
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        if said := mended(text.removesuffix(self._half)):
            self._hear(said)

    def _end(self, event: Mapping[str, Any]) -> None:
        reason = self._mapping(event.get("delta"), "the end").get("stop_reason")
        if reason is not None and not isinstance(reason, str):
            self._garbage("the reason why it stopped is no text")
        self._stop = reason or self._stop
        self._count(event.get("usage"))

    def _count(self, usage: object) -> None:
        if usage is None:
            return
        given = self._mapping(usage, "the usage")
        for name, ours in _COUNTS.items():
            count = given.get(name)
            if count is None:
                continue
            if not isinstance(count, int) or isinstance(count, bool):
                self._garbage(f"{name} is no whole number")
            self._counts[ours] = count
        if self.usage is not None:
            self._used(self.usage)

    def _parts(self, cut: bool) -> Iterator[Text | ToolCall]:
        last = max(self._blocks, default=0)
        for index, block in sorted(self._blocks.items()):
            if block.kind == "text" and block.whole:
                yield Text(block.whole)
            elif block.kind == "tool_use" and not (cut and index == last):
                # The tokens ran out inside of a last call: half of its arguments is none.
                yield self._call(block)

    def _call(self, block: _Block) -> ToolCall:
        id, name = block.start.get("id"), block.start.get("name")
        if not (isinstance(id, str) and id and isinstance(name, str) and name):
            self._garbage("a tool call has no id or no name")
        return ToolCall(mended(id), mended(name), self._arguments(block))

    def _arguments(self, block: _Block) -> Mapping[str, Any]:
        given = block.start.get("input", {})
        try:
            read = json.loads(block.whole, parse_constant=_no_constant) if block.whole else given
            json.dumps(read, ensure_ascii=False, allow_nan=False).encode()  # a 1e999 is read as infinity
        except (ValueError, RecursionError):
            self._garbage("the arguments of a tool call are not JSON")
        if _is_deeper(read, _DEEPEST):
            self._garbage("the arguments of a tool call are nested too deep")
        return self._mapping(read, "the arguments of a tool call")

    def _mapping(self, given: object, what: str) -> Mapping[str, Any]:
        return given if isinstance(given, dict) else self._garbage(f"{what} is no JSON object")

    def _garbage(self, what: str) -> NoReturn:
        raise ModelFailed(Failure.GARBAGE, f"the model's answer is not what the protocol says: {what}", self.usage)

    _HANDLERS: ClassVar[dict[str, Callable[[ReplyReader, Mapping[str, Any]], None]]] = {
        "message_start": _begin, "content_block_start": _open, "content_block_delta": _grow, "message_delta": _end}


def mended(text: str) -> str:
    """`text` with the halves of a character put together; a half that is alone is replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_deeper(value: object, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(item, levels - 1) for item in inside)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
