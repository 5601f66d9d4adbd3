"""The places of one file that refer to what is searched, with their bytes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reviewer.names import Scope
from reviewer.references._file import File
from reviewer.references._files import Files
from reviewer.references._found import Kind, Reference, References
from reviewer.references._meaning import Resolver, Symbol
from reviewer.references._places import spelled

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")
_BY_NAME = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})
"""Functions that take an object and the name of an attribute of it; `object` is `patch.object`."""
_MEMBER_LISTS = frozenset({"__slots__", "__match_args__"})


class Search:
    """Collects what refers to the targets, all of which have the same last name."""

    def __init__(self, files: Files, resolver: Resolver, name: str) -> None:
        self.files, self.resolver, self.name = files, resolver, name
        self.targets: set[Symbol] = set()
        self.holding = list(files.holding(name))
        """Python files that hold the name and may refer to a target."""
        self.scopes: list[tuple[File, Scope]] = []
        """Where the name itself means a target, by definition or import."""
        self.family: dict[Symbol, None] = {}
        """Of a member: the classes that set it, and those that inherit from them."""
        self._found: dict[Reference, None] = {}
        self._unresolved: dict[Reference, None] = {}

    def result(self) -> References:
        found = sorted(self._found)
        taken = {(one.path, one.start) for one in found}
        return References(tuple(found), tuple(sorted(one for one in self._unresolved
                                                     if (one.path, one.start) not in taken)), dict(self.files.unread))

    def sources(self) -> Iterator[File]:
        """The files that hold the name and can be parsed."""
        for path in self.holding:
            file = self.files.get(path)
            if file is not None:
                yield file

    def is_meant(self, meanings: object) -> bool:
        return isinstance(meanings, tuple) and not self.targets.isdisjoint(meanings)

    def add(self, file: File, node: ast.AST, kind: Kind) -> None:
        """Every place in the node that spells the name."""
        if node in file.codes:
            kind = Kind.ANNOTATION
        spans = list(spelled(file, node, self.name))
        for start, end in spans:
            self.add_span(file, start, end, kind, node)
        if not spans:
            self.leave(file, node, f"is not written as {self.name}", kind)

    def add_span(self, file: File, start: int, end: int, kind: Kind, node: ast.AST | None) -> None:
        self._found[self._reference(file, start, end, kind, "", node)] = None

    def leave(self, file: File, node: ast.AST, why: str, kind: Kind) -> None:
        """Say that the node spells the name, and that what it means is not known."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        at = file.at(line, column)
        start, end = next(spelled(file, node, self.name), (at, at))
        self._unresolved[self._reference(file, start, end, kind, why, node)] = None

    def scope(self, file: File, scope: Scope) -> None:
        """Every place that binds or reads the name of this scope."""
        self.scopes.append((file, scope))
        for binding in scope.bindings.get(self.name, ()):
            if binding.alias is not None:
                meant = self.is_meant(self.resolver.imported(file, binding))
                self.add(file, binding.alias, Kind.FROM_IMPORT if meant else Kind.IMPORT)
            elif not isinstance(binding.node, ast.Name):
                self.add(file, binding.node, Kind.DEFINITION)
        for use in file.names.uses(scope, self.name):
            self.add(file, use, Kind.NAME if isinstance(use.ctx, ast.Load) else Kind.DEFINITION)
        for node, around in file.names.scopes.items():
            if isinstance(node, ast.Global | ast.Nonlocal) and self.name in node.names and (
                    around.outer.get(self.name) is scope):
                self.add(file, node, Kind.NAME)

    def strings(self, file: File) -> None:
        """Strings that name a target by its dotted path, or beside the object that it is an attribute of."""
        for node, outer in file.names.parents.items():
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or self.name not in node.value:
                continue
            if node in file.strings or isinstance(outer, ast.JoinedStr | ast.Expr):
                continue
            if node.value == self.name:
                self._alone(file, node, outer)
            elif _DOTTED.fullmatch(node.value) and (at := self.within(node.value, file.path)) is not None:
                self.add_text(file, node, at)

    def within(self, dotted: str, reader: str) -> int | None:
        """Where the dotted text has the name of a target in it; None: nowhere."""
        parts = dotted.replace(":", ".").split(".")
        if self.name not in parts[1:]:
            return None
        for count in range(1, len(parts)):
            module = self.files.module(".".join(parts[:count]), reader)
            if module is None:
                return None
            at = self._below(module, parts, count)
            if at is not None:
                return sum(len(part) + 1 for part in parts[:at])
        return None

    def _below(self, module: str, parts: list[str], first: int) -> int | None:
        meanings: tuple[object, ...] = (Symbol(module),)
        for at in range(first, len(parts)):
            meanings = tuple(found for one in meanings if isinstance(one, Symbol)
                             for found in self.resolver.member(one, parts[at]))
            if parts[at] == self.name and self.is_meant(meanings):
                return at
        return None

    def _alone(self, file: File, node: ast.Constant, outer: ast.AST) -> None:
        """A string that is the name and nothing else."""
        if isinstance(outer, ast.Call) and len(outer.args) > 1 and outer.args[1] is node and _is_by_name(outer.func):
            values = self.resolver.values(file, outer.args[0])
            if any(self.is_meant(self.resolver.member(one, self.name)) for one in values):
                self.add_text(file, node, 0)
            elif not values:
                self.leave(file, node, f"a string beside an object that is not known: `{ast.unparse(outer)[:60]}`",
                           Kind.STRING)
            return
        if (file.listed is not None and any(one is node for one, _ in file.listed)):
            if self.is_meant(self.resolver.exported(file.path, self.name)):
                self.add_text(file, node, 0, Kind.LISTED)
            return
        if self._names_member(file, node):
            self.add_text(file, node, 0)
            return
        self.leave(file, node, "a string that may mean something else", Kind.STRING)

    def _names_member(self, file: File, node: ast.AST) -> bool:
        """Is the string an entry of `__slots__` or `__match_args__` of a class that has the target?"""
        holder = next((one for one in file.names.around(node) if isinstance(one, ast.stmt)), None)
        names = {getattr(one, "id", "") for one in getattr(holder, "targets", ())}
        owner = file.class_around(node)
        return owner is not None and bool(names & _MEMBER_LISTS) and self.is_meant(
            self.resolver.member(Symbol(file.path, owner), self.name))

    def add_text(self, file: File, node: ast.Constant, offset: int, kind: Kind = Kind.STRING) -> None:
        """The name at this offset of a string's text, when the string is written as it reads."""
        raw = file.text[file.begin(node):file.end(node)]
        text = str(node.value)
        value = text.encode("utf-8", "surrogatepass")
        if raw.count(value) != 1:
            self.leave(file, node, "a string that is not written as it reads", kind)
            return
        start = file.begin(node) + raw.index(value) + len(text[:offset].encode())
        self.add_span(file, start, start + len(self.name.encode()), kind, node)

    def _reference(self, file: File, start: int, end: int, kind: Kind, why: str, node: ast.AST | None) -> Reference:
        line = file.text.count(b"\n", 0, start) + 1
        column = start - (file.text.rfind(b"\n", 0, start) + 1)
        return Reference(file.path, file.in_content(start), file.in_content(end), line, column, kind, why, node)


def _is_by_name(function: ast.expr) -> bool:
    return (getattr(function, "attr", None) or getattr(function, "id", "")) in _BY_NAME
