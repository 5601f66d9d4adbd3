"""The body of a function that is to stand where the function was called: what it is made of, and how it is written."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Names
from reviewer.operations._arguments import Argument, Definition, uses
from reviewer.operations._cut import looks_around
from reviewer.operations._inlining import fitted, text_of
from reviewer.references import Searched

_KNOWN_DECORATORS = frozenset({"staticmethod", "classmethod"})
_OWN = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Lambda, ast.ClassDef, ast.FunctionDef,
        ast.AsyncFunctionDef, ast.Global, ast.Nonlocal)


@dataclass(frozen=True, slots=True)
class Body:
    """A function without its head: statements, and what it returns at its end."""

    function: Definition
    statements: tuple[ast.stmt, ...]
    result: ast.expr | None
    ends: tuple[ast.Return, ...]
    """`return` without a value where nothing follows: in its place `pass` does the same."""
    binds: frozenset[str]
    """Names that it binds, its parameters not among them."""


def body_of(found: Searched) -> Body:
    """Raises OperationDeclined for a function whose body means something only inside it."""
    function = _function(found)
    at = f"{found.target.file.path}:{function.lineno}: {function.name}"
    _check_head(function, at)
    statements = list(function.body)
    if ast.get_docstring(function) is not None:
        statements = statements[1:]
    result = None
    if statements and isinstance(last := statements[-1], ast.Return):
        result, statements = last.value, statements[:-1]
    ends = _ends(statements) if result is None else []
    statements = [one for one in statements if not isinstance(one, ast.Pass)]
    _check_inside(found.target.file.names, [*statements, *([result] if result else [])], ends, at)
    names = found.target.file.names
    parameters = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
    binds = frozenset(names.scopes[function.body[0]].bindings) - parameters
    return Body(function, tuple(statements), result, tuple(ends), binds)


def _function(found: Searched) -> Definition:
    bindings = found.target.scope.bindings.get(found.target.name, [])
    node = bindings[0].node if len(bindings) == 1 and not bindings[0].guarded else None
    if not isinstance(node, ast.FunctionDef):
        raise OperationDeclined(f"{found.target.qualified} is not one plain function")
    return node


def _check_head(function: Definition, at: str) -> None:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        raise OperationDeclined(f"{at} takes arguments by `*`, `**` or by name only")
    if any(getattr(one, "id", "") not in _KNOWN_DECORATORS for one in function.decorator_list):
        raise OperationDeclined(f"{at} is decorated")
    if function.name.startswith("__") and function.name.endswith("__"):
        raise OperationDeclined(f"{at} is called by Python itself")


def _ends(block: list[ast.stmt]) -> list[ast.Return]:
    """Returns without a value after which nothing follows in the block, nor in those around."""
    if not block:
        return []
    last = block[-1]
    if isinstance(last, ast.Return):
        return [last] if last.value is None else []
    if isinstance(last, ast.If):
        return _ends(last.body) + _ends(last.orelse)
    return _ends(last.body) if isinstance(last, ast.With) else []


def _check_inside(names: Names, nodes: list[ast.AST], ends: list[ast.Return], at: str) -> None:
    for node in (part for one in nodes for part in ast.walk(one)):
        if isinstance(node, _OWN):
            raise OperationDeclined(f"{at} yields, waits, declares or defines something inside")
        if isinstance(node, ast.Return) and node not in ends:
            raise OperationDeclined(f"{at} returns before its end")
        if isinstance(node, ast.GeneratorExp) and not isinstance(names.parents[node], ast.Call):
            raise OperationDeclined(f"{at} makes a generator that runs later")
        if (word := looks_around(node)) is not None:
            raise OperationDeclined(f"{at} looks at where it stands, by `{word}`")
        word = getattr(node, "id", None) or getattr(node, "attr", None) or ""
        if word.startswith("__") and not word.endswith("__"):
            raise OperationDeclined(f"{at} uses `{word}`, which means something else outside its class")


class Written:
    """The body with the arguments of one call in place of its parameters."""

    def __init__(self, found: Searched, body: Body, bound: Mapping[str, Argument]) -> None:
        self.text, self.body = text_of(found.target.file), body
        names = found.target.file.names
        self._edits: list[tuple[int, int, str]] = [
            (self.text.start(one), self.text.end(one), "pass") for one in body.ends]
        for name, argument in bound.items():
            written = text_of(argument.file).of(argument.node)
            for use in uses(names, body.function, name):
                if self.text.of(use) != name:
                    raise OperationDeclined(f"{found.target.file.path}:{use.lineno}: where `{name}` stands in the "
                                            "f-string cannot be told")
                self._edits.append((self.text.start(use), self.text.end(use),
                                    fitted(written, argument.node, names, use)))

    def result(self) -> str:
        """What it gives, as an expression."""
        if self.body.result is None:
            return "None"
        return self._between(self.text.start(self.body.result), self.text.end(self.body.result))

    def lines(self, indent: str) -> list[str]:
        """The statements at this indentation, with the comments that stand among them."""
        if not self.body.statements:
            return []
        first, last = self.body.statements[0], self.body.statements[-1]
        line, end = first.lineno, self.text.end(last)
        old = self.text.indent(line)
        on_head = line <= self.body.function.lineno or bool(
            self.text.whole[self.text.line_start(line):self.text.start(first)].strip())
        above = self._comments_above(line) if not on_head else line
        if not on_head:
            rest = self.text.whole[end:self.text.line_start(self.text.line_of(end) + 1)]
            end += len(rest.rstrip()) if rest.strip().startswith("#") else 0
        start = self.text.start(first) if on_head else self.text.line_start(above)
        number, result = above, []
        for piece in self._by_line(start, end):
            moved = number not in self.text.frozen and piece.strip()
            result.append(indent + piece.removeprefix(old if number > above or not on_head else "") if moved else piece)
            number += 1
        return "\n".join(result).split("\n")

    def _by_line(self, start: int, end: int) -> list[str]:
        pieces, at = [], start
        while at < end:
            line = self.text.line_of(at)
            after = min(self.text.line_start(line + 1), end)
            pieces.append(self._between(at, after, whole_line=True).rstrip("\n"))
            at = after
        return pieces

    def _between(self, start: int, end: int, *, whole_line: bool = False) -> str:
        parts, at = [], start
        for first, last, new in sorted(self._edits):
            if start <= first and (last <= end or (whole_line and first < end)):
                parts += [self.text.between(at, first), new]
                at = last
        return "".join([*parts, self.text.between(at, end)])

    def _comments_above(self, line: int) -> int:
        lines = self.text.source.lines
        while line - 1 > self.body.function.lineno and lines[line - 2].strip().startswith("#"):
            line -= 1
        return line
