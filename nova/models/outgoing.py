"""What a prompt loses before it leaves: the one place where the secret filter stands between Nova and an endpoint."""

from __future__ import annotations

from dataclasses import replace

from nova.domain.conversation import Message, Part, Prompt, ToolCall
from nova.secrets import redact, redact_json


def filtered(prompt: Prompt) -> Prompt:
    """The same prompt without secrets, in its words, in the arguments of calls and in what tools found."""
    return replace(prompt, system=redact(prompt.system), messages=tuple(map(_message, prompt.messages)),
                   tools=tuple(replace(tool, description=redact(tool.description)) for tool in prompt.tools))


def _message(message: Message) -> Message:
    return replace(message, parts=tuple(map(_part, message.parts)))


def _part(part: Part) -> Part:
    if isinstance(part, ToolCall):
        return replace(part, arguments=redact_json(dict(part.arguments)))
    return replace(part, text=redact(part.text))
