"""Other pieces that do the same as one piece: equal but for the names of the variables of their functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names, Scope
from reviewer.operations._cut import Cut, cut
from reviewer.operations._piece import Statements, has_lines_to_itself
from reviewer.operations._text import Text


def twins(text: Text, one: Cut, home: Scope, among: Sequence[ast.AST], fixed: str | None,
          leave: Callable[[int, str], None]) -> Iterator[tuple[Cut, Mapping[str, str]]]:
    """Pieces in these definitions that can call what `one` becomes, each with its name for every name of `one`.

    `fixed` is the `self` of a method, which has to be the same. In order, none inside another. `leave` is told the
    line of a piece that looks the same and cannot call it, and why.
    """
    own = {name for node in one.nodes for part in ast.walk(node) if isinstance(part, ast.Name) and (
        name := part.id) and _is_variable(text.source.names, part, home)}
    taken: list[tuple[int, int]] = [_lines(text, one.nodes)]
    for nodes in _candidates(text, one, among):
        start, end = _lines(text, nodes)
        if any(start < last and first < end for first, last in taken):
            continue
        called = _matched(text.source.names, one, nodes, own, home)
        if called is None or (fixed and called.get(fixed, fixed) != fixed):
            continue
        other = _cut_like(text, one, nodes, home, called)
        if isinstance(other, str):
            leave(text.line_of(start), other)
        else:
            taken.append((start, end))
            yield other, called


def _cut_like(text: Text, one: Cut, nodes: tuple[ast.AST, ...], home: Scope, called: Mapping[str, str]) -> Cut | str:
    """The cut of a candidate when it takes what `one` takes, and needs back no more than that gives; or why not."""
    first, last = nodes[0], nodes[-1]
    piece: Statements | ast.expr
    if isinstance(first, ast.expr):
        piece = first
    else:
        assert isinstance(last, ast.stmt)
        statements = tuple(node for node in nodes if isinstance(node, ast.stmt))
        piece = Statements(statements, text.line_of(text.start(first)), last.end_lineno or last.lineno)
    try:
        other = cut(text, piece, home)
    except OperationDeclined as declined:
        return str(declined)
    same = set(other.needs) == {called.get(name, name) for name in one.needs} and other.declares == one.declares
    fits = set(other.gives) <= {called.get(name, name) for name in one.gives}
    if same and fits and other.ends_in_return == one.ends_in_return:
        return other
    return "it looks like the piece that became a function, but takes or gives other names"


def _candidates(text: Text, one: Cut, among: Sequence[ast.AST]) -> Iterator[tuple[ast.AST, ...]]:
    first, size = one.nodes[0], len(one.nodes)
    found: list[tuple[ast.AST, ...]] = []
    for definition in among:
        for node in ast.walk(definition):
            if isinstance(first, ast.expr):
                if type(node) is type(first):
                    found.append((node,))
                continue
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    found += [tuple(block[at:at + size]) for at in range(len(block) - size + 1)
                              if has_lines_to_itself(text, block[at], block[at + size - 1])]
    yield from sorted(found, key=lambda nodes: (getattr(nodes[0], "lineno", 0), getattr(nodes[0], "col_offset", 0)))


def _lines(text: Text, nodes: Sequence[ast.AST]) -> tuple[int, int]:
    return text.start(nodes[0]), text.end(nodes[-1])


def _is_variable(names: Names, part: ast.Name, home: Scope) -> bool:
    """A name of the function itself, not one that the new function sees too."""
    owner = names.scopes[part].home(part.id)
    return owner is not None and owner not in home.up()


def _matched(names: Names, one: Cut, nodes: Sequence[ast.AST], own: set[str], home: Scope) -> dict[str, str] | None:
    """What each variable of `one` is called in the candidate; None when the two are not alike."""
    called: dict[str, str] = {}
    for mine, other in zip(one.nodes, nodes, strict=True):
        if not _alike(names, mine, other, own, home, called):
            return None
    return called if len(set(called.values())) == len(called) else None


def _alike(names: Names, mine: ast.AST, other: ast.AST, own: set[str], home: Scope, called: dict[str, str]) -> bool:
    if type(mine) is not type(other):
        return False
    if isinstance(mine, ast.Name) and isinstance(other, ast.Name):
        if mine.id in own and _is_variable(names, other, home):
            return called.setdefault(mine.id, other.id) == other.id
        return mine.id == other.id and not _is_variable(names, other, home) and mine.id not in own
    if isinstance(mine, Function | ast.ClassDef | ast.Lambda | ast.ExceptHandler | ast.Import | ast.ImportFrom):
        return ast.dump(mine) == ast.dump(other)
    for field in mine._fields:
        if not _same_field(names, getattr(mine, field, None), getattr(other, field, None), own, home, called):
            return False
    return True


def _same_field(names: Names, mine: object, other: object, own: set[str], home: Scope, called: dict[str, str]) -> bool:
    if isinstance(mine, ast.AST) and isinstance(other, ast.AST):
        return _alike(names, mine, other, own, home, called)
    if isinstance(mine, list) and isinstance(other, list):
        return len(mine) == len(other) and all(
            _same_field(names, a, b, own, home, called) for a, b in zip(mine, other, strict=True))
    return type(mine) is type(other) and mine == other
