"""Write calls, or other pieces of code, in another way: a pattern with holes becomes a template with the same holes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import absolute
from reviewer.operations import _schema as shape
from reviewer.operations._code import add_imports, imports_of, imports_schema
from reviewer.operations._import_lines import Imported
from reviewer.operations._nested import Nested, Piece
from reviewer.operations._pattern import (
    Match,
    Matcher,
    code_of,
    dotted_in,
    filled_in,
    hole_of,
    holes_in,
    meaning_of,
    with_names,
)
from reviewer.operations._rewiring import Rewiring
from reviewer.operations._signature import is_plain
from reviewer.operations._spare import spare_imports
from reviewer.references import External, File, Resolver, Symbol
from reviewer.tree import Tree

_CLOSED = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set, ast.ListComp,
           ast.DictComp, ast.SetComp, ast.JoinedStr)
"""Expressions that never need parentheses."""


@dataclass(frozen=True)
class EditCallSites:
    kind = "edit_call_sites"
    does = ("Rewrites every piece of code that a pattern with holes matches, `shop.total($a, $*rest)`; names match by "
            "meaning; lists what it leaves: work that would be doubled, dropped or reordered.")
    parameters = shape.takes(
        pattern=shape.source("What is there: an expression or simple statement, dotted names with their module, `$a` "
                             "for anything, `$*rest` for the other arguments", "shop.cart.total($a, $b)"),
        becomes=shape.source("What shall be there instead, with the same holes", "shop.cart.Cart($a).total($b)"),
        optional={"paths": shape.some(shape.source("A file, `*` for anything", "tests/*"), "The files; left out: all",
                                      ["shop/*", "tests/*"]),
                  "imports": imports_schema()})
    effect = Effect.CHANGES
    changes_what = "code is written in another way"
    safe = None
    inserts = ("becomes", "imports")

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        editing = _Editing(tree, parameters)
        globs = parameters.get("paths", ["*"])
        for path in tree.python_paths:
            if any(fnmatchcase(path, glob) for glob in globs):
                editing.edit(path)
        return editing.rewiring.changes()


class _Editing:
    """One pattern and its template, over many files."""

    def __init__(self, tree: Tree, parameters: Mapping[str, Any]) -> None:
        self.tree, self.rewiring = tree, Rewiring(tree)
        self.resolver = Resolver(self.rewiring.files)
        self.pattern, self.template = code_of(parameters["pattern"]), code_of(parameters["becomes"])
        self.text: str = parameters["becomes"]
        self.imports = imports_of(parameters.get("imports", ()))
        if missing := sorted(set(holes_in(self.template)) - set(holes_in(self.pattern))):
            raise OperationDeclined(f"${missing[0]} is not in the pattern")
        brought = frozenset(one.alias or one.name or one.module.partition(".")[0] for one in self.imports)
        reader = tree.python_paths[0] if tree.python_paths else ""
        self.matcher = Matcher(self.resolver, self.pattern, reader)
        self.again = Matcher(self.resolver, self.template, reader) if not brought else None
        self.wanted = {dotted: meaning_of(self.resolver, dotted, reader)
                       for dotted in dotted_in(self.template, brought)}

    def edit(self, path: str) -> None:
        content = self.tree.read(path)
        file = self.rewiring.files.get(path) if all(word.encode() in content for word in self.matcher.words) else None
        if file is None:
            if path in self.rewiring.files.unread:
                self.tree.leave(path, 0, f"the file {self.rewiring.files.unread[path]}")
            return
        written = self._written_already(file)
        done = [match for match in self.matcher.matches(file)
                if match.node not in written and self._is_written(file, match)]
        if done:
            splices = self.rewiring.of(path)
            add_imports(self.tree, splices, self.imports)
            self._drop_imports(file, done)

    def _written_already(self, file: File) -> set[ast.AST]:
        """Nodes of what the template has made before, where it says what the pattern says too."""
        found: set[ast.AST] = set()
        for match in self.again.matches(file) if self.again else ():
            filled = {node for one in match.filled.values() for node in ast.walk(one)}
            found |= {node for node in ast.walk(match.node) if node not in filled}
        return found

    def _is_written(self, file: File, match: Match) -> bool:
        """Write one; False: it is left, and told. What would be written as it is says nothing."""
        why = self._why_left(file, match)
        if why is None and ast.dump(filled_in(self.template, match)) == _dump(match.node):
            return False
        if why is not None:
            self.tree.leave(file.path, match.node.lineno, why)
            return False
        splices = self.rewiring.of(file.path)
        place = self._place(splices, file, match)
        if place is None:
            self.tree.leave(file.path, match.node.lineno, "it stands where it cannot be edited, as in some strings")
            return False
        splices.replace(place, *self._pieces(splices, file, match))
        return True

    def _why_left(self, file: File, match: Match) -> str | None:
        if isinstance(match.node, ast.expr) and not isinstance(getattr(match.node, "ctx", ast.Load()), ast.Load):
            return "it is given a value there"
        holder = file.names.parents.get(match.node)
        if isinstance(self.template, ast.stmt) and isinstance(self.pattern, ast.expr) and not isinstance(
                holder, ast.Expr):
            return "its value is used, and a statement has none"
        used, working = holes_in(self.template), [hole for hole in holes_in(self.pattern)
                                                  if hole in match.filled and not is_plain(match.filled[hole])]
        if twice := next((hole for hole in working if used.count(hole) > 1), None):
            return f"what ${twice} stands for there would be done twice"
        if lost := next((hole for hole in working if hole not in used), None):
            return f"what ${lost} stands for there would not be done any more"
        if len(working) > 1 and [hole for hole in used if hole in working] != working:
            return "what is done there would be done in another order"
        return None

    def _place(self, splices: Nested, file: File, match: Match) -> tuple[int, int] | None:
        start, end = splices.place(match.node)
        try:
            there = ast.parse(splices.text[start:end] if isinstance(match.node, ast.stmt) else
                              f"({splices.text[start:end]})").body[0]
        except (SyntaxError, ValueError):
            return None
        shown = there.value if isinstance(there, ast.Expr) and isinstance(match.node, ast.expr) else there
        return (start, end) if _dump(shown) == _dump(match.node) else None

    def _pieces(self, splices: Nested, file: File, match: Match) -> list[Piece]:
        """The template with its holes filled, its names as this file says them, in parentheses where needed."""
        text, source = _Text(self.text), splices.text
        for node, hole in text.holes():
            region = splices.place(match.filled[hole])
            bare = source[region[0]:region[1]]
            closed = isinstance(match.filled[hole], _CLOSED) or not text.changes_with(node, f"({bare})", bare)
            text.put(node, [region] if closed else ["(", region, ")"])
        for starred, hole in text.rests():
            text.put(starred, _listed([splices.place(one) for one in match.rest[hole]]))
        for node, dotted in text.dotted(self.wanted):
            text.put(node, [self._said(file, dotted, match)])
        pieces = text.pieces()
        return ["(", *pieces, ")"] if self._needs_parentheses(splices, file, match) else pieces

    def _needs_parentheses(self, splices: Nested, file: File, match: Match) -> bool:
        parent = file.names.parents.get(match.node)
        if isinstance(self.template, (*_CLOSED, ast.stmt)) or hole_of(self.template) or not isinstance(
                parent, ast.expr) or isinstance(parent, ast.JoinedStr | ast.FormattedValue):
            return False
        (first, last), (start, end) = splices.place(parent), splices.place(match.node)
        before, after = splices.text[first:start], splices.text[end:last]
        flat = ast.unparse(filled_in(self.template, match))
        return _parsed(f"({before}{flat}{after})") != _parsed(f"({before}({flat}){after})")

    def _said(self, file: File, dotted: str, match: Match) -> str:
        """How this file says what the dotted name means, imported where that is needed."""
        meant = set(self.wanted[dotted])
        for node, _ in match.named:
            if isinstance(node, ast.Attribute) and meant & {
                    found for one in self.resolver.denoted(file, node.value)
                    for found in self.resolver.member(one, dotted.rpartition(".")[2])}:
                return f"{ast.unparse(node.value)}.{dotted.rpartition('.')[2]}"
        for name, bindings in file.names.top.bindings.items():
            if any(meant & set(self._bound(file, binding, name)) for binding in bindings):
                return name
        symbol = next(iter(meant))
        self._bring(file, dotted, match, symbol)
        return dotted.rpartition(".")[2] if "." in dotted else dotted

    def _bound(self, file: File, binding: Any, name: str) -> tuple[Any, ...]:
        return self.resolver.imported(file, binding) if binding.alias is not None else (Symbol(file.path, name),)

    def _bring(self, file: File, dotted: str, match: Match, symbol: Any) -> None:
        home, _, name = dotted.rpartition(".")
        if isinstance(symbol, Symbol) and "." in symbol.name:
            raise OperationDeclined(f"{dotted} is a member of a class: bring an import that says how to reach it")
        if isinstance(symbol, External) and not home:
            add_imports(self.tree, self.rewiring.of(file.path), [Imported(name)])
            return
        beside = next((node for node, _ in file.names.imports() if isinstance(node, ast.ImportFrom) and absolute(
            "." * node.level + (node.module or ""), self.rewiring.files.name_of(file.path), file.is_package) == home),
            None)
        module = "." * beside.level + (beside.module or "") if beside else home
        if file.names.taken(name):
            raise OperationDeclined(f"{file.path} uses the name {name} for something else")
        self.rewiring.imports(file.path).add(Imported(module, name), beside=beside)

    def _drop_imports(self, file: File, done: Sequence[Match]) -> None:
        """Imports whose every use was rewritten go, unless somebody else may want them."""
        gone = [node for match in done for node, dotted in match.named
                if dotted not in self.wanted and isinstance(node, ast.Name)]
        for spare in spare_imports(self.rewiring.of(file.path).source, gone, self.tree):
            self.rewiring.imports(file.path).drop(spare.statement, spare.alias)


class _Text:
    """The template's text, with pieces put in the place of some of its nodes."""

    def __init__(self, template: str) -> None:
        self.text = with_names(template).strip()
        body = ast.parse(self.text).body[0]
        self.tree: ast.AST = body.value if isinstance(body, ast.Expr) else body
        self._put: list[tuple[int, int, list[Piece]]] = []

    def holes(self) -> list[tuple[ast.expr, str]]:
        rests = {starred.value for starred, _ in self.rests()}
        return [(node, hole) for node in ast.walk(self.tree) if isinstance(node, ast.Name)
                and (hole := hole_of(node)) and node not in rests]

    def rests(self) -> list[tuple[ast.Starred, str]]:
        return [(node, hole) for node in ast.walk(self.tree) if isinstance(node, ast.Starred)
                and (hole := hole_of(node.value))]

    def dotted(self, wanted: Iterable[str]) -> list[tuple[ast.expr, str]]:
        return [(node, text) for node in ast.walk(self.tree) if isinstance(node, ast.Name | ast.Attribute)
                and (text := ast.unparse(node)) in wanted]

    def changes_with(self, node: ast.expr, one: str, other: str) -> bool:
        start, end = self._region(node)
        before, after = self.text[:start], self.text[end:]
        return _parsed(before + one + after) != _parsed(before + other + after)

    def put(self, node: ast.expr, pieces: list[Piece]) -> None:
        start, end = self._region(node)
        if not pieces:
            start = start - 2 if self.text[:start].endswith(", ") else start
            end = end + 2 if self.text[start] not in ", " and self.text[end:].startswith(", ") else end
        self._put.append((start, end, pieces))

    def pieces(self) -> list[Piece]:
        result: list[Piece] = []
        at = 0
        for start, end, pieces in sorted(self._put, key=lambda one: one[:2]):
            result += [self.text[at:start], *pieces]
            at = end
        return [*result, self.text[at:]]

    def _region(self, node: ast.expr) -> tuple[int, int]:
        line = self.text.encode()
        return len(line[:node.col_offset].decode()), len(line[:node.end_col_offset].decode())


def _listed(regions: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    for region in regions:
        pieces += [", ", region] if pieces else [region]
    return pieces


def _dump(node: ast.AST) -> str:
    return ast.dump(node).replace("ctx=Store()", "ctx=Load()")


def _parsed(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return text


OPERATION = EditCallSites()
