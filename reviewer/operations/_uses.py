"""Every call of a function or method of the project, and whatever else names it.

It stands on `reviewer.references`: what cannot be resolved is never guessed, but told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._edits import Source
from reviewer.references import File, Files, Kind, Reference, Searched, Symbol, searched
from reviewer.tree import Tree

_LINE_END = re.compile("\r\n|\r|\n")
_RUN_IT = {"assertRaises": 1, "assertWarns": 1, "raises": 1, "warns": 1, "assertRaisesRegex": 2, "assertWarnsRegex": 2}
"""Functions of unittest and pytest that call one of their arguments with those behind it, and which one."""

_TYPE_TESTS = frozenset({"isinstance", "issubclass", "super", "cast"})


@dataclass(frozen=True, slots=True)
class Site:
    """A call of the function, or of something that calls it with the arguments behind it."""

    path: str
    call: ast.Call
    skip: int
    """Arguments of the call that are not the function's."""
    given: int
    """Parameters that the call does not have to fill, since Python does: `self`."""

    @property
    def at(self) -> str:
        return f"{self.path}:{self.call.lineno}"

    @property
    def args(self) -> list[ast.expr]:
        return self.call.args[self.skip:]


@dataclass(frozen=True, slots=True)
class Other:
    """A place that names the function and is no call of it."""

    path: str
    line: int
    why: str
    may_call: bool = True
    """Could this be, or lead to, a call?"""


@dataclass(slots=True)
class Uses:
    searched: Searched
    definitions: list[tuple[str, Function]] = field(default_factory=list)
    """The function and all that stand for it: overloads, stubs, overriding and overridden methods."""
    sites: list[Site] = field(default_factory=list)
    values: list[Other] = field(default_factory=list)
    """Where it is handed on, bound to another name, or replaced: calls that nobody sees."""
    unknown: list[Other] = field(default_factory=list)
    """Places that spell the name and may mean it."""

    def file(self, path: str) -> File:
        found = self.searched.files.get(path)
        assert found is not None, "it was read when it was searched"
        return found


def uses(tree: Tree, path: str, qualname: str, files: Files | None = None) -> Uses:
    """`files` are those of the same unchanged tree. Raises OperationDeclined when there is no such function."""
    found = Uses(searched(tree, path, qualname, files))
    for reference in found.searched.references.found:
        _sort(found, reference)
    aliases = {reference.node.asname for reference in found.searched.references.found
               if isinstance(reference.node, ast.alias) and reference.node.asname}
    for alias in sorted(aliases - {found.searched.target.name}):
        _follow_alias(found, alias)
    for reference in found.searched.references.unresolved:
        if reference.kind in (Kind.NAME, Kind.ATTRIBUTE, Kind.STRING):
            found.unknown.append(Other(reference.path, reference.line, reference.why,
                                       reference.kind is not Kind.STRING))
    for unread, why in found.searched.references.unread.items():
        found.unknown.append(Other(unread, 0, f"the file names it and {why}", may_call=False))
    if not found.definitions:
        raise OperationDeclined(f"{path}: {qualname} is no function")
    if qualname.rpartition(".")[2] in ("__init__", "__new__"):
        _constructed(found, tree)
    return found


def _sort(found: Uses, reference: Reference) -> None:
    node, file = reference.node, found.file(reference.path)
    if not _is_own(found, file, node):
        return
    if isinstance(node, Function):
        found.definitions.append((reference.path, node))
    elif isinstance(node, ast.Name | ast.Attribute) and reference.kind in (Kind.NAME, Kind.ATTRIBUTE):
        _use(found, file, node)
    elif reference.kind in (Kind.STRING, Kind.DEFINITION):
        is_string = reference.kind is Kind.STRING
        why = "a string names it" if is_string else "it is given another value"
        found.values.append(Other(reference.path, reference.line, why, not is_string))


def _is_own(found: Uses, file: File, node: ast.AST | None) -> bool:
    """Constructors of a family need not agree: only those that lead to the one that is meant count."""
    target = found.searched.target
    if target.name not in ("__init__", "__new__") or not target.is_member:
        return True
    if isinstance(node, Function):
        return file is target.file and file.qualified(node) == target.qualified
    meant = Symbol(target.file.path, target.qualified)
    return not isinstance(node, ast.Attribute) or any(
        meant in found.searched.resolver.member(one, node.attr)
        for one in found.searched.resolver.values(file, node.value))


def _use(found: Uses, file: File, node: ast.Name | ast.Attribute) -> None:
    outer = file.names.parents.get(node)
    if isinstance(outer, ast.Call) and isinstance(node.ctx, ast.Load):
        if outer.func is node:
            found.sites.append(Site(file.path, outer, 0, _given(found, file, node)))
            return
        runner = outer.func.attr if isinstance(outer.func, ast.Attribute) else getattr(outer.func, "id", "")
        place = _RUN_IT.get(runner)
        if place is not None and len(outer.args) > place and outer.args[place] is node and not any(
                isinstance(argument, ast.Starred) for argument in outer.args[:place]):
            found.sites.append(Site(file.path, outer, place + 1, _given(found, file, node)))
            return
    if not (isinstance(outer, ast.Attribute) and outer.attr in ("__name__", "__doc__", "__qualname__")):
        found.values.append(Other(file.path, node.lineno, _how(outer, node)))


def _how(outer: ast.AST | None, node: ast.AST) -> str:
    if isinstance(outer, ast.Call | ast.keyword):
        return "it is handed on as a value"
    if not isinstance(getattr(node, "ctx", None), ast.Load):
        return "it is given another value"
    return "it is used without being called"


def _given(found: Uses, file: File, node: ast.Name | ast.Attribute) -> int:
    """How many parameters Python fills by itself."""
    function = next((one for _, one in found.definitions), None) or _function(found)
    if not found.searched.target.is_member or function is None:
        return 0
    decorators = {ast.unparse(one) for one in function.decorator_list}
    if "staticmethod" in decorators:
        return 0
    if "classmethod" in decorators or not isinstance(node, ast.Attribute):
        return 1
    values = found.searched.resolver.values(file, node.value)
    return 0 if values and all(isinstance(one, Symbol) for one in values) else 1


def _function(found: Uses) -> Function | None:
    bindings = found.searched.target.scope.bindings.get(found.searched.target.name, ())
    return next((one.node for one in bindings if isinstance(one.node, Function)), None)


def _follow_alias(found: Uses, alias: str) -> None:
    """Uses of the function under another name that an import gives it."""
    search = found.searched.search
    for path in list(found.searched.files.holding(alias)):
        file = found.searched.files.get(path)
        for node in list(file.names.scopes) if file else []:
            if file and isinstance(node, ast.Name | ast.Attribute) and alias in (
                    getattr(node, "id", ""), getattr(node, "attr", "")) and search.is_meant(
                    found.searched.resolver.denoted(file, node)):
                _use(found, file, node)


def _constructed(found: Uses, tree: Tree) -> None:
    """Calls of the class, and of those below it that have no constructor of their own."""
    target, resolver = found.searched.target, found.searched.resolver
    owner = Symbol(target.file.path, target.qualified.rpartition(".")[0])
    classes = [owner, *(one for one in _below(found, owner) if not resolver.sets(one, target.name))]
    for one in classes:
        for reference in searched(tree, one.path, one.name, found.searched.files).references.found:
            node, file = reference.node, found.file(reference.path)
            if not isinstance(node, ast.Name | ast.Attribute) or reference.kind not in (Kind.NAME, Kind.ATTRIBUTE):
                continue
            outer = file.names.parents.get(node)
            if isinstance(outer, ast.Call) and outer.func is node:
                found.sites.append(Site(file.path, outer, 0, 1))
            elif isinstance(outer, ast.Call | ast.keyword) and not _is_type_test(outer):
                found.values.append(Other(file.path, node.lineno, "the class is handed on as a value"))


def _is_type_test(outer: ast.AST) -> bool:
    return isinstance(outer, ast.Call) and getattr(outer.func, "id", "") in _TYPE_TESTS


def _below(found: Uses, owner: Symbol) -> Iterator[Symbol]:
    for path, file in [(path, found.searched.files.get(path)) for path in
                       found.searched.files.holding(owner.name.rpartition(".")[2])]:
        for name, nodes in (file.definitions.items() if file else ()):
            one = Symbol(path, name)
            if isinstance(nodes[-1], ast.ClassDef) and one != owner and owner in found.searched.resolver.lineage(one):
                yield one


def source_of(file: File) -> Source:
    """The same parsed file, as the editing side knows it."""
    return Source(file.path, file.content, tuple(_LINE_END.split(file.text.decode("utf-8"))), file.names)
