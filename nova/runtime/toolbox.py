"""The tools of one agent: what the model is shown and what can run are the same frozen object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Event, Thread
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nova.clock import Stopwatch
from nova.domain.conversation import ToolCall, ToolResult, ToolSpec
from nova.errors import NovaError, RecordError, UnknownName
from nova.secrets import redact

S = TypeVar("S")
LONGEST = 24_000
"""Characters of a result that the model is given; what is cut off is said."""
SECONDS = 30.0
"""How long one tool may take."""
_LOOK = 0.05


class Arguments(BaseModel):
    """What a tool takes. Each field's description is for the model."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ToolError(Exception):
    """A tool could not do it. The message is meant for the model: what was seen, and what it may try."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool gives back."""

    text: str
    sources: tuple[str, ...] = ()
    """Where it stands, as `path` or `path:line`."""
    ends: bool = False
    """The agent has said what it had to say: no further request is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Generic[S]):
    """One thing that an agent can do within a scope `S`, such as a session or a snapshot."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[S, Any], Found]
    """Given the scope and validated arguments. Raises ToolError or NovaError, in words for the model."""
    writes: bool = False
    """It changes something outside the conversation: such a call waits for a person unless the role allows it."""

    @property
    def spec(self) -> ToolSpec:
        schema = {key: value for key, value in self.arguments.model_json_schema().items() if key != "title"}
        return ToolSpec(self.name, self.description, schema)


@dataclass(frozen=True)
class Toolbox(Generic[S]):
    """The tools that one role may use, on one scope."""

    tools: Mapping[str, Tool[S]]
    scope: S
    ask_first: frozenset[str] = frozenset()
    """Names of tools whose calls wait for a person."""

    @classmethod
    def of(cls, names: Iterable[str], known: Mapping[str, Tool[S]], scope: S, *, path: str,
           approval: Mapping[str, str] | None = None) -> Toolbox[S]:
        """What a role at `path` lists, and nothing else. Raises RecordError for a tool that nobody provides.

        `approval`: tool -> always_allow | always_ask, as the role says; a tool that writes asks unless it is allowed.
        """
        chosen: dict[str, Tool[S]] = {}
        for name in names:
            if name not in known:
                raise RecordError(path, None, str(UnknownName("tool", name, known)))
            chosen[name] = known[name]
        rules = approval or {}
        ask = frozenset(name for name, tool in chosen.items()
                        if rules.get(name, "always_ask" if tool.writes else "always_allow") == "always_ask")
        return cls(MappingProxyType(chosen), scope, ask)

    @cached_property
    def specs(self) -> tuple[ToolSpec, ...]:
        return tuple(tool.spec for tool in self.tools.values())

    def problem(self, call: ToolCall) -> str | None:
        """Why the call cannot be run, in words for the model; None: it can."""
        checked = self._checked(call)
        return checked if isinstance(checked, str) else None

    def run(self, call: ToolCall, cancel: Event, seconds: float = SECONDS) -> Ran:
        """Run the call, whatever happens in it. A tool that hangs is left behind after `seconds`, or on `cancel`."""
        checked = self._checked(call)
        if isinstance(checked, str):
            return Ran(ToolResult(call.id, checked, failed=True), error="arguments")
        if cancel.is_set():
            return Ran(ToolResult(call.id, "not run: the person stopped it", failed=True), error="cancelled")
        ran: list[Ran] = []
        worker = Thread(target=lambda: ran.append(self._run(call, checked)), daemon=True, name=f"tool {call.name}")
        watch = Stopwatch()
        worker.start()
        while worker.is_alive() and not cancel.is_set() and watch.seconds < seconds:
            worker.join(_LOOK)
        if ran:
            return ran[0]
        still = " What it was to change may have changed." if self.tools[call.name].writes else ""
        if cancel.is_set():
            return Ran(ToolResult(call.id, f"The person stopped it.{still}", failed=True), error="cancelled")
        return Ran(ToolResult(call.id, f"{call.name} gave no result within {seconds:.0f} s. Do without it.{still}",
                              failed=True), error="timeout")

    def _checked(self, call: ToolCall) -> Arguments | str:
        tool = self.tools.get(call.name)
        if tool is None:
            return str(UnknownName("tool", call.name, self.tools))
        try:
            return tool.arguments.model_validate(dict(call.arguments))
        except ValidationError as error:
            places = "; ".join(f"{'.'.join(map(str, problem['loc'])) or 'arguments'}: {problem['msg']}"
                               for problem in error.errors(include_url=False, include_input=False)[:5])
            return f"{call.name} was not run: {places}"

    def _run(self, call: ToolCall, arguments: Arguments) -> Ran:
        try:
            found = self.tools[call.name].run(self.scope, arguments)
        except (ToolError, NovaError) as error:
            return Ran(ToolResult(call.id, _shortened(str(error)), failed=True), error="tool")
        except Exception as error:  # a defect of a tool's is an outcome of this call, and is in the trace
            return Ran(ToolResult(call.id, f"{call.name} failed. Do without it.", failed=True),
                       error=type(error).__name__, detail=str(error))
        return Ran(ToolResult(call.id, _shortened(found.text)), sources=found.sources, ends=found.ends)


@dataclass(frozen=True, slots=True)
class Ran:
    """A call that was run or refused."""

    result: ToolResult
    sources: tuple[str, ...] = ()
    ends: bool = False
    error: str | None = None
    """`arguments`, `tool`, `timeout`, `cancelled`, or the class of what the tool raised; None: it went well."""
    detail: str = ""
    """For the trace, never for the model."""


def _shortened(text: str) -> str:
    text = redact(text)  # the half of a secret would pass the filter at the exit
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n[{len(text) - LONGEST:,} more characters were cut off; ask for less at once]"
