"""Definitions that records name: what a change would leave a record speaking of though it is not there any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from nova.domain.code import ModuleFacts
from nova.domain.decision import ConstraintKind, Decision

Modules = Mapping[str, ModuleFacts]
"""Dotted module -> its facts."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A symbol `pkg.mod:name` that a record names and that would be gone."""

    symbol: str
    new: str | None
    """What it is called afterwards, when that can be told; None: it is gone."""
    where: str
    """Where the record names it: `its symbols`, or a constraint."""


def orphans(decision: Decision, moves: Mapping[str, str | None], today: date) -> Iterator[Orphan]:
    """What the record names of the symbols in `moves` (old -> new or None). A pattern with a wildcard is none: others
    may match it; nor is a constraint that has ended."""
    named = dict(_named(decision, today))
    for symbol, new in moves.items():
        for form in (symbol, symbol.replace(":", ".")):
            if form in named:
                yield Orphan(symbol, new, named[form])
                break


def moves_between(before: Modules, after: Modules) -> dict[str, str | None]:
    """The definitions that go, with the name each has afterwards.

    The same name that comes up in another module has moved there; the one definition that a module loses while it
    gains one was renamed.
    """
    gone = {module: _names(facts) - _bound(after.get(module)) for module, facts in before.items()}
    come = {module: _names(facts) - (_names(before[module]) if module in before else set())
            for module, facts in after.items()}
    return {f"{module}:{name}": _whither(module, name, gone, come) for module, names in gone.items()
            for name in sorted(names) if not any(name.startswith(f"{other}.") for other in names)}


def _whither(module: str, name: str, gone: Mapping[str, set[str]], come: Mapping[str, set[str]]) -> str | None:
    there = [other for other, names in come.items() if name in names]
    if len(there) == 1:
        return f"{there[0]}:{name}"
    here = {other for other in come.get(module, set()) if "." not in other}
    if len(here) == 1 and {other for other in gone[module] if "." not in other} == {name}:
        return f"{module}:{here.pop()}"
    return None


def _named(decision: Decision, today: date) -> Iterator[tuple[str, str]]:
    """(symbol or dotted name, where) of what the record names outright, its own symbols last so that they win."""
    for constraint in decision.constraints:
        where = f"its constraint {constraint.id}"
        if constraint.until is not None and constraint.until < today:
            continue
        if constraint.kind in (ConstraintKind.KEEP, ConstraintKind.FORBID_CALL):
            yield from ((name, where) for name in constraint.of)
        elif constraint.kind is ConstraintKind.PREFER:
            yield from ((name, where) for name in (constraint.of[0], constraint.use or "") if name)
    yield from ((symbol, "its symbols") for symbol in decision.symbols)


def _names(facts: ModuleFacts) -> set[str]:
    return {definition.qualname for definition in facts.definitions}


def _bound(facts: ModuleFacts | None) -> set[str]:
    """The names that a module still gives out, those that it imports included."""
    return set() if facts is None else _names(facts) | {item.binds for item in facts.imports if not item.scope}
