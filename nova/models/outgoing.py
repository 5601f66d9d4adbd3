"""What a prompt loses before it leaves: the one place where the secret filter stands between Nova and an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nova.domain.conversation import Message, Part, Prompt, ToolCall
from nova.secrets import redact


def filtered(prompt: Prompt) -> Prompt:
    """The same prompt without secrets, in its words, in the arguments of calls and in what tools found."""
    return replace(prompt, system=redact(prompt.system), messages=tuple(map(_message, prompt.messages)),
                   tools=tuple(replace(tool, description=redact(tool.description)) for tool in prompt.tools))


def _message(message: Message) -> Message:
    return replace(message, parts=tuple(map(_part, message.parts)))


def _part(part: Part) -> Part:
    if isinstance(part, ToolCall):
        return replace(part, arguments={key: _value(value) for key, value in part.arguments.items()})
    return replace(part, text=redact(part.text))


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in value.items()}
    return [_value(item) for item in value] if isinstance(value, list) else value
