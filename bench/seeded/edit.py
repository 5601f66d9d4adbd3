"""One edit of one function, and how some are chosen out of all that are possible. Pure."""

from __future__ import annotations

import ast
import random
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef
Splice = tuple[int, int, int, int, str]
"""First line and column, last line and column, and the text instead. Columns are UTF-8 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to become of one file."""

    path: str
    function: str
    kind: str
    what: str
    """`before -> after` of the place, on one line."""
    lines: tuple[int, int]
    """First and last line of the base that have to run for the edit to matter."""
    before: bytes
    after: bytes

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]} {self.kind}: {self.what}"


@dataclass(frozen=True, slots=True)
class Change:
    """One way to edit a statement: what it is called, and the texts to exchange."""

    kind: str
    splices: tuple[Splice, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A statement of a function that something can be done to."""

    function: Function
    statement: ast.stmt
    next: ast.stmt | None
    """The one after it in the same body."""


Ways = Callable[[Place], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Possible:
    """An edit that nobody has carried out yet: there are thousands, and few are chosen."""

    path: str
    source: bytes
    place: Place
    change: Change

    def carried_out(self) -> Edit | None:
        """None: it changes nothing, or leaves no code."""
        after = spliced(self.source, self.change.splices)
        if after == self.source or not is_code(after):
            return None
        return Edit(path=self.path, function=self.place.function.name, kind=self.change.kind, lines=_lines(self.place),
                    what=_what(self.source, self.change.splices), before=self.source, after=after)


def possible(path: str, source: bytes, ways: Ways) -> Iterator[Possible]:
    """Everything that `ways` can do to the functions of a file; nothing for a file that is not UTF-8."""
    try:
        tree = ast.parse(source.decode("utf-8"))
    except (UnicodeDecodeError, SyntaxError):
        return
    for place in places(tree):
        for change in ways(place):
            yield Possible(path, source, place, change)


def chosen(found: Iterable[Possible], most: int, seed: str) -> list[Edit]:
    """At most `most`, by chance, each kind in turn, and no statement twice for one kind."""
    luck = random.Random(seed)
    kinds: dict[str, list[Possible]] = {}
    for one in found:
        kinds.setdefault(one.change.kind, []).append(one)
    for queue in kinds.values():
        luck.shuffle(queue)
    taken: dict[tuple[str, str, tuple[int, int]], Edit] = {}
    while any(kinds.values()) and len(taken) < most:
        for queue in kinds.values():
            edit = queue.pop().carried_out() if queue and len(taken) < most else None
            if edit is not None:
                taken.setdefault((edit.path, edit.kind, edit.lines), edit)
    return list(taken.values())


def places(tree: ast.Module) -> Iterator[Place]:
    """Every statement in every function, docstrings left out; a function is a place of its own body, too."""
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        yield Place(function, function, None)
        yield from _within(function, function.body)


def _within(function: Function, body: list[ast.stmt]) -> Iterator[Place]:
    for statement, after in zip(body, [*body[1:], None], strict=True):
        is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if isinstance(statement, Function | ast.ClassDef) or is_docstring:
            continue
        yield Place(function, statement, after)
        for inner in bodies(statement):
            yield from _within(function, inner)


def bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        if part := getattr(statement, field, None):
            yield part
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Expressions of the statement itself; nothing of f-strings, whose positions are wrong before Python 3.12."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.expr):
            yield node
        if not isinstance(node, ast.JoinedStr):
            stack.extend(child for child in ast.iter_child_nodes(node)
                         if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case | ast.arguments))


def instead(node: ast.stmt | ast.expr, text: str) -> Splice:
    return (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0, text)


def spliced(source: bytes, splices: Iterable[Splice]) -> bytes:
    """The last one first, so that those before it stay where they are."""
    for line, column, end_line, end_column, text in sorted(splices, reverse=True):
        lines = source.splitlines(keepends=True)
        head = b"".join(lines[:line - 1]) + lines[line - 1][:column]
        source = head + text.encode() + lines[end_line - 1][end_column:] + b"".join(lines[end_line:])
    return source


def is_code(source: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "<edit>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def _lines(place: Place) -> tuple[int, int]:
    """Of a simple statement all of it, of a compound one its header, of a function all of it: its defaults matter
    when it is called."""
    statement = place.statement
    end = statement.end_lineno or statement.lineno
    inner = next(bodies(statement), None) if not isinstance(statement, Function) else None
    return statement.lineno, max(statement.lineno, inner[0].lineno - 1) if inner else end


def _what(source: bytes, splices: tuple[Splice, ...]) -> str:
    line, column, end_line, end_column, text = splices[0]
    lines = source.splitlines(keepends=True)[line - 1:end_line]
    lines[-1] = lines[-1][:end_column]
    return f"{_short(b''.join(lines)[column:].decode())} -> {_short(text)}"


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= 60 else flat[:57] + "..."
