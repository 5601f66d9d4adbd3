"""Make a function of a piece of a function: what it reads goes in, what is read after it comes back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names, Scope
from reviewer.operations import _schema as shape
from reviewer.operations._cut import Cut, cut, scope_of
from reviewer.operations._edits import read
from reviewer.operations._inert import DECORATORS, spelled
from reviewer.operations._piece import (
    Statements,
    expressions,
    function_around,
    named,
    optional,
    source_of,
    statements,
    the_one,
)
from reviewer.operations._text import Splices, Text
from reviewer.operations._twins import twins
from reviewer.operations.extract_variable import check_new, span_of, standing_alone
from reviewer.tree import Tree

_BESIDE, _MODULE, _METHODS = "beside", "module", ("method", "staticmethod", "classmethod")


@dataclass(frozen=True)
class ExtractFunction:
    kind = "extract_function"
    does = ("Makes a function or method of statements or an expression, its parameters and results found by data flow; "
            "declines what cannot leave its function: yield, await, early returns, shared variables.")
    parameters = shape.takes(
        **named("The statements or the expression, exactly as written there", "rate = tax(country)", "sum += rate"),
        name=shape.name("The new function", "total_of"),
        optional={
            **optional(),
            "to": shape.one_of("What it becomes; left out: like the function that it comes from, and beside it",
                               [_BESIDE, _MODULE, *_METHODS], "staticmethod"),
            "all": shape.flag("Also call it where the same stands elsewhere"),
            "pass_globals": shape.flag("Pass what the module assigned above as parameters")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = "The piece runs where it ran, with the names that it read, and what is read afterwards comes back."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        text = Text(read(tree, parameters["path"]))
        within, source, name = parameters.get("within", ""), source_of(parameters), parameters["name"]
        found = statements(text, within, source) or expressions(text, within, source)
        piece = the_one(found, parameters)
        check_new(text.source.names, name)
        place = _place(text, piece, parameters.get("to", _BESIDE))
        if place.owner is not None:
            _check_attribute(tree, text, place.owner, name)
        taken = cut(text, piece, place.scope, pass_globals=parameters.get("pass_globals", False))
        leave = partial(tree.leave, parameters["path"]) if parameters.get("all") else None
        change = _Extraction(text, name, place, taken).change(leave)
        if change is not None:
            yield change


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the new function is put, and how it is called from there."""

    kind: str
    scope: Scope
    """Where its name is bound."""
    beside: ast.stmt
    after: bool
    owner: ast.ClassDef | None = None
    me: str | None = None
    """The `self` or `cls` of the function that the piece comes from."""


def _place(text: Text, piece: Statements | ast.expr, wanted: str) -> _Place:
    names = text.source.names
    node = piece.nodes[0] if isinstance(piece, Statements) else piece
    function = function_around(text, node)
    owner = names.parents[function] if function is not None else None
    if isinstance(owner, ast.ClassDef) and wanted != _MODULE and function is not None:
        return _in_class(names, owner, function, wanted)
    if wanted in _METHODS:
        raise OperationDeclined(f"{text.source.path}:{node.lineno}: it does not stand in a method")
    outer: ast.AST = function or node
    top = [holder for holder in (outer, *names.around(outer)) if isinstance(holder, ast.stmt)][-1]
    if function is None:
        return _Place(_MODULE, names.top, top, after=False)
    if wanted == _MODULE or function is top:
        return _Place(_MODULE, names.top, top, after=_is_plain(names, top))
    return _Place(_BESIDE, names.scopes[function], function, after=_is_plain(names, function))


def _is_plain(names: Names, statement: ast.stmt) -> bool:
    """A definition that cannot have been called before the next statement runs."""
    return isinstance(statement, Function | ast.ClassDef) and all(
        spelled(decorator, names) in DECORATORS for decorator in statement.decorator_list)


def _in_class(names: Names, owner: ast.ClassDef, function: ast.FunctionDef | ast.AsyncFunctionDef, wanted: str,
              ) -> _Place:
    like = next((kind for decorator in function.decorator_list
                 if (kind := spelled(decorator, names)) in ("staticmethod", "classmethod")), "method")
    kind = like if wanted == _BESIDE else wanted
    arguments = [*function.args.posonlyargs, *function.args.args]
    me = arguments[0].arg if arguments and like != "staticmethod" else None
    if kind == "method" and (like != "method" or me is None):
        raise OperationDeclined(f"{function.name} has no object of which it could call a method")
    if me and len(scope_of(names, function).bindings[me]) != 1:
        raise OperationDeclined(f"{function.name} binds `{me}` again")
    if kind != "method" and owner not in names.tree.body:
        raise OperationDeclined(f"the class {owner.name} cannot be named from everywhere")
    return _Place(kind, names.scopes[function], function, after=True, owner=owner, me=me if kind == like else None)


def _check_attribute(tree: Tree, text: Text, owner: ast.ClassDef, name: str) -> None:
    """Raises when an attribute of that name may exist: in the file, or wherever the class or an heir is spoken of."""
    word, about = re.compile(rf"\b{name}\b".encode()), re.compile(rf"\b{owner.name}\b".encode())
    if word.search(text.source.content):
        raise OperationDeclined(f"{text.source.path} already uses the name {name}")
    for path in tree.python_paths:
        content = tree.read(path)
        if path != text.source.path and word.search(content) and about.search(content):
            raise OperationDeclined(f"{path} uses the name {name}, perhaps for a {owner.name}")


class _Extraction:
    """One piece, and others like it, turned into calls of a new function."""

    def __init__(self, text: Text, name: str, place: _Place, piece: Cut) -> None:
        self.text, self.name, self.place, self.cut = text, name, place, piece
        self._check_names()

    def change(self, leave: Callable[[int, str], None] | None) -> FileChange | None:
        """With `leave`, equal pieces call it too, and it is told of those that cannot."""
        splices = Splices(self.text)
        self._call(splices, self.cut, {})
        beside = self.place.beside
        if leave is not None:
            for other, called in twins(self.text, self.cut, self.place.scope, self._neighbours(), self.place.me, leave):
                self._call(splices, other, called)
                if not self.place.after:
                    beside = min(beside, self._top_of(other), key=lambda statement: statement.lineno)
        self._define(splices, beside)
        return splices.change()

    def _top_of(self, other: Cut) -> ast.stmt:
        return [holder for holder in self.text.source.names.around(other.nodes[0]) if isinstance(holder, ast.stmt)][-1]

    def _neighbours(self) -> Sequence[ast.AST]:
        """Where equal pieces can call it: the like methods of the class, the siblings, or the whole module."""
        place, names = self.place, self.text.source.names
        if place.owner is not None:
            return [node for node in place.owner.body if isinstance(node, Function) and _like(names, node, place)]
        if place.kind == _BESIDE:
            return [place.beside]
        if place.after:
            return [node for node in names.tree.body if isinstance(node, Function)]
        return names.tree.body

    def _check_names(self) -> None:
        words = [getattr(part, "id", None) or getattr(part, "attr", None) or ""
                 for node in self.cut.nodes for part in ast.walk(node)]
        mangled = [word for word in words if word.startswith("__") and not word.endswith("__")]
        if mangled and self.place.owner is None:
            raise OperationDeclined(f"{self.text.source.path}: `{mangled[0]}` means something else outside its class")
        if self.place.kind == "classmethod" and not self.place.me and "cls" in self.cut.needs:
            raise OperationDeclined(f"{self.text.source.path}: `cls` already means something in the piece")

    def _parameters(self) -> list[str]:
        me = {"method": self.place.me, "classmethod": self.place.me or "cls"}.get(self.place.kind)
        return [*([me] if me else []), *(name for name in self.cut.needs if name != self.place.me)]

    def _called(self, piece: Cut, called: Mapping[str, str]) -> str:
        arguments = ", ".join(called.get(name, name) for name in self.cut.needs if name != self.place.me)
        owner = self.place.owner
        if owner is None:
            return f"{self.name}({arguments})"
        through = self.place.me if self.place.me in self.cut.needs or self.place.kind == "method" else owner.name
        return f"{through}.{self.name}({arguments})"

    def _call(self, splices: Splices, piece: Cut, called: Mapping[str, str]) -> None:
        call = self._called(piece, called)
        gives = ", ".join(called.get(name, name) for name in self.cut.gives)
        if isinstance(piece.piece, Statements):
            first, last = piece.piece.first, piece.piece.last
            indent = self.text.indent(piece.piece.nodes[0].lineno)
            call = f"return {call}" if piece.ends_in_return else f"{gives} = {call}" if gives else call
            end = self.text.line_start(last + 1)
            ended = "\n" if self.text.whole[:end].endswith(self.text.newline) else ""
            splices.put(self.text.line_start(first), end, f"{indent}{call}{ended}")
        else:
            splices.put(*span_of(self.text, piece.piece), f"{gives} := {call}" if gives else call)

    def _define(self, splices: Splices, beside: ast.stmt) -> None:
        text, after = self.text, self.place.after
        start = text.line_of(text.start(beside))
        indent = text.indent(start)
        body = self._body(indent + text.unit)
        decorator = [f"{indent}@{self.place.kind}"] if self.place.kind in ("staticmethod", "classmethod") else []
        head = f"{indent}def {self.name}({', '.join(self._parameters())}):"
        written = "\n".join([*decorator, head, *body]) + "\n"
        gap = "\n" if indent or self.place.owner else "\n\n"
        if after:
            splices.put_at_line(_line_after(text, beside, indent), gap + written)
        else:
            line = _line_before(text, start, indent)
            above = text.source.lines[line - 2].strip() if line > 1 else ""
            splices.put_at_line(line, (gap if above else "") + written + gap)

    def _body(self, indent: str) -> list[str]:
        text, piece = self.text, self.cut.piece
        declared = [f"{indent}{statement}" for statement in self.cut.declares]
        if isinstance(piece, Statements):
            lines = text.shifted(piece.first, piece.last, text.indent(piece.nodes[0].lineno), indent)
            while lines and not lines[0].strip():
                lines.pop(0)
            given = [f"{indent}return {', '.join(self.cut.gives)}"] if self.cut.gives else []
            return [*declared, *lines, *given]
        written = standing_alone(text, piece)
        if isinstance(piece, ast.NamedExpr):
            written = f"({written})"
        return [*declared, f"{indent}return {written}"]


def _like(names: Names, function: ast.FunctionDef | ast.AsyncFunctionDef, place: _Place) -> bool:
    kinds = {spelled(decorator, names) for decorator in function.decorator_list} & {"staticmethod", "classmethod"}
    arguments = [*function.args.posonlyargs, *function.args.args]
    if place.kind == "method":
        return not kinds and bool(arguments) and arguments[0].arg == place.me
    return True


def _line_after(text: Text, definition: ast.stmt, indent: str) -> int:
    """The line after a definition and the comments that still belong to its body."""
    line = (definition.end_lineno or definition.lineno) + 1
    ahead = line
    while ahead <= len(text.source.lines):
        written = text.source.lines[ahead - 1]
        if written.strip() and not (written.strip().startswith("#") and len(text.indent(ahead)) > len(indent)):
            break
        ahead += 1
        line = ahead if written.strip() else line
    return line


def _line_before(text: Text, line: int, indent: str) -> int:
    """The first line of a statement with the comments right above it."""
    while line > 1 and text.source.lines[line - 2].startswith(f"{indent}#"):
        line -= 1
    return line


OPERATION = ExtractFunction()
