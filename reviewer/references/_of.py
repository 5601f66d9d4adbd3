"""Which definition is meant, and the search for what refers to it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function, Scope
from reviewer.references._file import File
from reviewer.references._files import Files
from reviewer.references._found import References
from reviewer.references._locals import find_local
from reviewer.references._meaning import Resolver
from reviewer.references._members import find_member
from reviewer.references._modules import find_module_level
from reviewer.references._search import Search
from reviewer.tree import Tree

_COMPREHENSIONS: dict[str, tuple[type[ast.AST], ...]] = {
    "<listcomp>": (ast.ListComp,), "<setcomp>": (ast.SetComp,), "<dictcomp>": (ast.DictComp,),
    "<genexpr>": (ast.GeneratorExp,), "<lambda>": (ast.Lambda,)}


@dataclass(frozen=True, slots=True)
class Target:
    """The definition that is meant: a name of a scope of a file."""

    file: File
    scope: Scope
    """Of a module, class, function, lambda or comprehension."""
    name: str
    qualified: str

    @property
    def is_module_level(self) -> bool:
        return self.scope is self.file.names.top

    @property
    def is_member(self) -> bool:
        return self.scope.is_class

    @property
    def is_parameter(self) -> bool:
        return any(isinstance(one.node, ast.arg) for one in self.scope.bindings.get(self.name, ()))


@dataclass(frozen=True, slots=True)
class Searched:
    """A definition, what refers to it, and what was learnt of the tree on the way."""

    target: Target
    references: References
    resolver: Resolver
    search: Search

    @property
    def files(self) -> Files:
        return self.resolver.files


def references(tree: Tree, path: str, qualified_name: str) -> References:
    """Every place that refers to the definition, which is one of them.

    `qualified_name` is as Python writes it, `C.m`, `f.<locals>.x` or `f.x`, `f.<listcomp>.x`; a parameter is `f(x)` or
    `f.x`; `f#2.x` is in the second of several `f`. Raises OperationDeclined when there is none.
    """
    return searched(tree, path, qualified_name).references


def searched(tree: Tree, path: str, qualified_name: str, files: Files | None = None, *,
             alone: bool = False) -> Searched:
    """The same, with what was learnt of the tree on the way. `files` are those of the same unchanged tree.

    `alone`: of a member, only what this one class sets, not what others of its family do.
    """
    resolver = Resolver(files or Files(tree))
    target = target_of(resolver.files, path, qualified_name)
    search = Search(resolver.files, resolver, target.name)
    if target.is_module_level:
        find_module_level(search, target.file, target.scope)
    elif target.is_member:
        find_member(search, target.file, target.scope, alone=alone)
    else:
        find_local(search, target.file, target.scope)
    return Searched(target, search.result(), resolver, search)


def target_of(files: Files, path: str, qualified_name: str) -> Target:
    """The definition of this name in the file. Raises OperationDeclined when there is none."""
    if not files.tree.exists(path):
        raise OperationDeclined(f"{path} is no longer there")
    file = files.get(path)
    if file is None:
        raise OperationDeclined(f"{path} {files.unread.get(path, 'is no Python file')}")
    parts = qualified_name.replace("(", ".").removesuffix(")").split(".")
    *holders, name = [part for part in parts if part != "<locals>"]
    scope: Scope | None = file.names.top
    for part in holders:
        scope = scope and _inner(file, scope, part)
    if scope is None or not (name in scope.bindings or (
            isinstance(scope.node, ast.ClassDef) and (scope.node, name) in file.self_stores)):
        raise OperationDeclined(f"{path} does not define {qualified_name}")
    return Target(file, scope, name, ".".join([*holders, name]))


def _inner(file: File, scope: Scope, part: str) -> Scope | None:
    """The scope that a definition or comprehension opens in this one."""
    name, _, number = part.partition("#")
    if kinds := _COMPREHENSIONS.get(name):
        inside = [node for node, inner in file.scope_of.items() if isinstance(node, kinds) and inner.parent is scope]
        nodes: list[ast.AST] = sorted(inside, key=_position)
    else:
        nodes = [one.node for one in scope.bindings.get(name, ()) if isinstance(one.node, Function | ast.ClassDef)]
    which = int(number) - 1 if re.fullmatch("[1-9][0-9]{0,3}", number) else 0
    return file.scope_of.get(nodes[which]) if which < len(nodes) else None


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
