"""Reads one role file, strictly: a key that is unknown, missing, doubled or misshapen is an error with its line.

The front matter is Claude Code's, so that a role can be used there as it is; what Nova alone acts on is in `nova:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from nova.errors import RecordError
from nova.roles.record import (
    Approval,
    Contract,
    InvalidOutput,
    Kind,
    Memory,
    NotExample,
    Offline,
    Role,
    RoleBudget,
    RoleModel,
    Routing,
    Tier,
)
from nova.roles.table import Table
from nova.yamltext import BadYaml, Items, Keys, Value, parse

CLAUDE_CODE_KEYS = ("background", "color", "effort", "hooks", "initialPrompt", "isolation", "mcpServers", "memory",
                    "permissionMode", "skills")
"""Known to Claude Code, and nothing to Nova. `disallowedTools` is not among them: what it takes away would be left."""

_HEAD = ("name", "description", "tools", "model", "maxTurns", "nova", *CLAUDE_CODE_KEYS)
_NOVA = ("version", "kind", "tier", "scope", "routing", "contract", "handoff_to", "approval", "memory", "budget",
         "offline", "failure")
_NEEDED_WITH_A_MODEL = ("tier", "contract", "budget", "offline")
_VERSION = "1"
_OUT_OF_SCOPE = "handback"
_MEMORIES = ("profile", "project", "episode", "archive")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TOOL = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_SCHEMA = re.compile(r"[a-z][a-z0-9_-]*\.v[1-9][0-9]*")
_FRONT = re.compile(r"---\n(.*?\n)---(?:\n|\Z)", re.DOTALL)

Place = tuple[str | int, ...]
"""A value's place in the front matter: ("nova", "routing", "not_examples", 0, "role")."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A role, and the line of every key and item in its file."""

    role: Role
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """The line of a place; of the nearest place around it when it is not written there."""
        return self.lines[place] if place in self.lines or not place else self.line(*place[:-1])


def read_role(path: str, text: str) -> Role:
    """The role in `text`, which stands at `path`. Raises RecordError with file and line."""
    return read(path, text).role


def read(path: str, text: str) -> Reading:
    """The same, with lines."""
    keys, prompt = _take_apart(path, text.replace("\r\n", "\n"))
    head = Table(path, 1, "", keys).only(_HEAD)
    role = _role(path, head, head.table("nova").only(_NOVA), prompt.strip())
    _check_place(head, role)
    if role.model is not RoleModel.NONE and not role.prompt:
        raise RecordError(path, text.count("\n") + 1, "the prompt is missing: it follows the front matter")
    return Reading(role, {(): 1, **dict(_lines(keys, ()))})


def _take_apart(path: str, text: str) -> tuple[Keys, str]:
    if not text.strip():
        raise RecordError(path, 1, "the file is empty; a role is front matter between two lines of ---, then a prompt")
    front = _FRONT.match(text)
    if front is None:
        raise RecordError(path, 1, "a role begins with front matter between two lines of ---")
    try:
        value = parse(front[1], 2)
    except BadYaml as error:
        raise RecordError(path, error.line, error.what) from error
    if not isinstance(value, Keys):
        raise RecordError(path, 2, "the front matter is to be keys and values")
    return value, text[front.end():]


def _role(path: str, head: Table, nova: Table, prompt: str) -> Role:
    version = nova.word("version")
    if version != _VERSION:
        raise nova.wrong("version", f"nova.version {version!r} is not read here; this Nova reads {_VERSION}")
    scope = _scope(nova)
    return Role(
        name=head.shaped("name", _NAME, "small letters, digits and hyphens"),
        description=head.word("description"),
        tools=head.names("tools", _TOOL, "name of a tool"),
        kind=nova.one_of("kind", Kind),
        version=int(version),
        model=_model(head, nova),
        tier=nova.one_of("tier", Tier, Tier.FAST),
        max_turns=head.whole("maxTurns", 6),
        owns=scope.words("owns"),
        never=scope.words("never"),
        routing=_routing(nova),
        contract=_contract(nova),
        handoff_to=nova.names("handoff_to", _NAME, "name of a role", ()),
        approval=_approval(nova),
        memory=_memory(nova),
        budget=_budget(nova),
        offline=_offline(nova),
        invalid_output=_failure(nova),
        path=path,
        prompt=prompt,
    )


def _model(head: Table, nova: Table) -> RoleModel:
    model = head.one_of("model", RoleModel)
    missing = [key for key in _NEEDED_WITH_A_MODEL if key not in nova]
    if model is RoleModel.INHERIT and missing:
        raise RecordError(head.path, nova.line, f"'nova.{missing[0]}' is missing; a role with a model needs it")
    return model


def _scope(nova: Table) -> Table:
    scope = nova.table("scope").only(("owns", "never", "on_out_of_scope"))
    then = scope.word("on_out_of_scope", _OUT_OF_SCOPE)
    if then != _OUT_OF_SCOPE:
        raise scope.wrong("on_out_of_scope", f"{scope.name}.on_out_of_scope is {_OUT_OF_SCOPE}, not {then!r}")
    return scope


def _routing(nova: Table) -> Routing:
    routing = nova.table("routing", Keys(nova.line, {}, {})).only(("examples", "not_examples", "needs", "ask"))
    near = [item.only(("text", "role")) for item in routing.tables("not_examples")]
    needs = routing.names("needs", _NAME, "name of something that a session knows", ())
    if needs and "ask" not in routing:
        raise routing.wrong("needs", "nova.routing.ask is missing: what a person is asked when a need is unknown")
    return Routing(
        examples=routing.words("examples", ()),
        not_examples=tuple(NotExample(item.word("text"), item.shaped("role", _NAME, "the name of a role"))
                           for item in near),
        needs=needs,
        ask=routing.word("ask") if "ask" in routing else None,
    )


def _contract(nova: Table) -> Contract:
    if "contract" not in nova:
        return Contract()
    contract = nova.table("contract").only(("input", "output"))
    shape = (_SCHEMA, "a name and a version, such as answer.v1")
    return Contract(input=contract.shaped("input", *shape), output=contract.shaped("output", *shape))


def _approval(nova: Table) -> Mapping[str, Approval]:
    approval = nova.table("approval", Keys(nova.line, {}, {}))
    return MappingProxyType({tool: approval.one_of(tool, Approval) for tool in approval.keys})


def _memory(nova: Table) -> Memory:
    memory = nova.table("memory", Keys(nova.line, {}, {})).only(("read", "write"))
    shape = re.compile("|".join(_MEMORIES))
    meant = f"memory; there are {', '.join(_MEMORIES)}"
    return Memory(read=memory.names("read", shape, meant, ()), write=memory.names("write", shape, meant, ()))


def _budget(nova: Table) -> RoleBudget:
    if "budget" not in nova:
        return RoleBudget()
    budget = nova.table("budget").only(("usd", "input_tokens", "output_tokens", "tool_calls", "seconds"))
    return RoleBudget(usd=budget.money("usd"), input_tokens=budget.whole("input_tokens"),
                      output_tokens=budget.whole("output_tokens"), tool_calls=budget.whole("tool_calls"),
                      seconds=budget.whole("seconds"))


def _offline(nova: Table) -> Offline:
    if "offline" not in nova:
        return Offline.NONE
    return nova.table("offline").only(("mode",)).one_of("mode", Offline)


def _failure(nova: Table) -> InvalidOutput:
    """Only what is done about an invalid answer is a choice; the rest is there to be read."""
    failure = nova.table("failure", Keys(nova.line, {}, {})).only(("invalid_output", "tool_error", "timeout"))
    for key in ("tool_error", "timeout"):
        then = failure.word(key, "report")
        if then != "report":
            raise failure.wrong(key, f"nova.failure.{key} is report, not {then!r}")
    return failure.one_of("invalid_output", InvalidOutput, InvalidOutput.REPAIR_ONCE)


def _check_place(head: Table, role: Role) -> None:
    """The file's name is the role's, its folder the kind."""
    place = PurePosixPath(role.path)
    if place.stem != role.name:
        raise head.wrong("name", f"the role is named {role.name!r} and its file {place.name}; they are to be the same")
    if place.parent.name != role.kind:
        raise head.table("nova").wrong(
            "kind", f"its kind is {role.kind} and its folder {place.parent.name}; they are to be the same")


def _lines(value: Value, place: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(value, Keys):
        for key, inner in value.values.items():
            yield (*place, key), value.where[key]
            yield from _lines(inner, (*place, key))
    elif isinstance(value, Items):
        for at, item in enumerate(value.items):
            yield (*place, at), item.line
            yield from _lines(item, (*place, at))
