"""What is to be mended in a folder of roles, beyond what a reader of one file can see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations

from nova.domain.remark import Remark
from nova.errors import RecordError
from nova.roles.reader import Place, Reading
from nova.roles.record import Kind, RoleModel

ROUTABLE = 5
"""Examples that a chat role needs before a request can be routed to it."""
_ALIKE = 0.8
"""The share of words that two examples have in common when they are near-identical."""

Found = Iterator[tuple[Place, str]]


def lint(readings: Sequence[Reading], errors: Iterable[RecordError],
         known_tools: Mapping[str, str] | None = None) -> list[Remark]:
    """Everything to mend, by path and line. `known_tools` are the tools there are, with what each is for; None: tools
    are not checked. Tools of roles without a model are not tools of the runtime, and whoever runs them checks them."""
    remarks = [Remark(error.path, error.line, error.what) for error in errors]
    names = {reading.role.name for reading in readings}
    for reading in readings:
        found = [*_description(reading), *_strangers(reading, names), *_approvals(reading), *_examples(reading),
                 *_tools(reading, known_tools)]
        remarks += [Remark(reading.role.path, reading.line(*place), what) for place, what in found]
    for one, other in combinations(readings, 2):
        remarks += _alike(one, other)
    return sorted(remarks, key=lambda remark: (remark.path, remark.line or 0, remark.what))


def _description(reading: Reading) -> Found:
    for words in ("Use when", "Not for"):
        if words.casefold() not in reading.role.description.casefold():
            yield ("description",), f'the description has no "{words}"'


def _strangers(reading: Reading, names: Iterable[str]) -> Found:
    role = reading.role
    named: list[tuple[Place, str]] = [(("nova", "handoff_to", at), name) for at, name in enumerate(role.handoff_to)]
    named += [(("nova", "routing", "not_examples", at, "role"), near.role)
              for at, near in enumerate(role.routing.not_examples)]
    for place, name in named:
        if name == role.name:
            yield place, "it names the role itself"
        elif name not in names:
            yield place, f"there is no role {name!r}{_nearest(name, names)}"


def _approvals(reading: Reading) -> Found:
    for tool in reading.role.approval:
        if tool not in reading.role.tools:
            yield (("nova", "approval", tool),
                   f"approval for {tool}, which is none of its tools{_nearest(tool, reading.role.tools)}")


def _examples(reading: Reading) -> Found:
    role = reading.role
    if role.kind is Kind.CHAT and len(role.routing.examples) < ROUTABLE:
        yield (("nova", "routing", "examples"),
               f"not routable: {len(role.routing.examples)} examples; at least {ROUTABLE} are needed, ten are better")


def _tools(reading: Reading, known: Mapping[str, str] | None) -> Found:
    if known is None or reading.role.model is RoleModel.NONE:
        return
    for at, tool in enumerate(reading.role.tools):
        if tool not in known:
            yield ("tools", at), f"nobody provides the tool {tool}{_nearest(tool, known)}"


def _alike(one: Reading, other: Reading) -> Iterator[Remark]:
    for text in one.role.routing.examples:
        for at, near in enumerate(other.role.routing.examples):
            if _in_common(text, near) >= _ALIKE:
                yield Remark(other.role.path, other.line("nova", "routing", "examples", at),
                             f"{near!r} is nearly the example {text!r} of {one.role.name}")


def _in_common(one: str, other: str) -> float:
    first, second = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return len(first & second) / len(first | second) if first and second else 0.0


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
