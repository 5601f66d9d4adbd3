"""Answers without a model: composed from what the role's tools find, with sources, and marked as such."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from threading import Event
from typing import Any

from nova.domain.conversation import ToolCall
from nova.domain.trace import SpanKind
from nova.domain.turn import Ending, Outcome
from nova.errors import NoModel
from nova.roles import Role
from nova.runtime import conventions as named
from nova.runtime.toolbox import Ran, Tool, Toolbox
from nova.runtime.tracing import Tracer

WHAT_TO_SET = ("NOVA_MODELS__ENGINE=anthropic and ANTHROPIC_API_KEY; or NOVA_MODELS__BASE_URL for a compatible server")


def answer_offline(role: Role, toolbox: Toolbox[Any], request: str, tracer: Tracer, cancel: Event) -> Outcome:
    """What the tools say to the request. `search` asks those that take a query, `template` those that need nothing.

    Tools that write are never run. Raises NoModel for a role that can do nothing without one.
    """
    if role.offline == "none":
        raise NoModel(f"{role.name} needs a model, and none is set. Set {WHAT_TO_SET}.")
    with tracer.span(SpanKind.AGENT, f"invoke_agent {role.name}", {named.AGENT: role.name, "nova.offline": True}):
        ran = [_run(call, toolbox, tracer, cancel) for call in _calls(role.offline, toolbox, request)]
    found = [one for one in ran if one.error is None and one.result.text]
    told = found or ran
    text = "\n\n".join(dict.fromkeys(one.result.text for one in told)) or "Nothing was found."
    sources = tuple(dict.fromkeys(source for one in found for source in one.sources))
    if cancel.is_set():
        return Outcome(ending=Ending.CANCELLED, text="", why="stopped")
    return Outcome(ending=Ending.OFFLINE, text=text, sources=sources,
                   why="no model is set; this was found, not written")


def _calls(mode: str, toolbox: Toolbox[Any], request: str) -> Iterator[ToolCall]:
    for name, tool in toolbox.tools.items():
        if tool.writes:
            continue
        arguments = _arguments(mode, tool, request)
        if arguments is not None:
            yield ToolCall(uuid.uuid4().hex[:12], name, arguments)


def _arguments(mode: str, tool: Tool[Any], request: str) -> dict[str, str] | None:
    """None: the tool is not for this mode."""
    needed = [name for name, field in tool.arguments.model_fields.items() if field.is_required()]
    if mode == "search":
        return {"query": request} if needed == ["query"] else None
    return {} if not needed else None


def _run(call: ToolCall, toolbox: Toolbox[Any], tracer: Tracer, cancel: Event) -> Ran:
    with tracer.span(SpanKind.TOOL, f"execute_tool {call.name}",
                     {named.TOOL: call.name, named.TOOL_ARGUMENTS: dict(call.arguments)}) as span:
        ran = toolbox.run(call, cancel)
        span.set(named.TOOL_RESULT, ran.result.text)
        if ran.error is not None:
            span.fail(ran.error)
    return ran
