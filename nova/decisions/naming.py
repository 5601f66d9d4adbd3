"""Names that a decision wants nobody to define or use."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from nova.domain.code import ModuleFacts
from nova.domain.decision import Constraint


def named(constraint: Constraint, facts: ModuleFacts) -> Iterator[tuple[int, str, str, str]]:
    """(line, scope, name, `defines` or `uses`) of each line with a name that the constraint forbids, each once.

    A name is what code binds, reads, imports or passes as a keyword; strings and comments do not count.
    """
    seen: set[tuple[int, str]] = set()
    for line, name, how in sorted(_occurrences(facts), key=lambda one: (one[0], one[2], one[1])):
        if (line, name) not in seen and any(fnmatchcase(name, pattern) for pattern in constraint.of):
            seen.add((line, name))
            yield line, _around(facts, line, name), name, how


def _occurrences(facts: ModuleFacts) -> Iterator[tuple[int, str, str]]:
    """(line, name, how) of everything that code binds or reads."""
    for definition in facts.definitions:
        yield definition.line, definition.name, "defines"
        for parameter in definition.parameters:
            yield definition.line, parameter.name, "defines"
    for name, lines in facts.bound.items():
        for line in lines:
            yield line, name, "defines"
    for name, lines in facts.names.items():
        for line in lines:
            yield line, name, "uses"
    for item in facts.imports:
        yield item.line, item.binds, "defines"
        for part in (*item.module.split("."), item.name or ""):
            yield item.line, part, "uses"


def _around(facts: ModuleFacts, line: int, name: str) -> str:
    """The innermost definition around the line, the one that has the name itself left out."""
    around = [one for one in facts.definitions if one.line <= line <= one.end_line and one.name != name]
    return max(around, key=lambda one: (one.line, len(one.qualname))).qualname if around else ""
