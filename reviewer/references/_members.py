"""References to a member of a class: methods and attributes, in the whole family that shares it."""

from __future__ import annotations

import ast

from reviewer.names import Scope
from reviewer.references._file import File
from reviewer.references._found import Kind
from reviewer.references._meaning import Instance, Symbol
from reviewer.references._search import Search


class Family:
    """The classes that share a member with one class: those that set it, up and down from each other."""

    def __init__(self, search: Search, symbol: Symbol) -> None:
        self._search = search
        self.definers: dict[Symbol, None] = {}
        self.classes: dict[Symbol, None] = {}
        """Definers, and classes that inherit from one."""
        todo = [symbol]
        while todo:
            one = todo.pop()
            for above in search.resolver.lineage(one):
                if above not in self.definers and (above == symbol or search.resolver.sets(above, search.name)):
                    self.definers[above] = None
                    below = self._below(above)
                    self.classes.update(dict.fromkeys([above, *below]))
                    todo += below

    def _below(self, symbol: Symbol) -> list[Symbol]:
        """Classes that inherit from this one, however far."""
        found: dict[Symbol, None] = {}
        todo = [symbol]
        while todo:
            parent = todo.pop()
            children = [one for one in subclasses(self._search, parent) if one not in found]
            found.update(dict.fromkeys(children))
            todo += children
        return list(found)


def subclasses(search: Search, symbol: Symbol) -> list[Symbol]:
    """The classes that name this one among their bases."""
    found = []
    for path in search.files.holding(symbol.name.rpartition(".")[2]):
        file = search.files.get(path)
        for name, nodes in (file.definitions.items() if file else ()):
            if isinstance(nodes[-1], ast.ClassDef) and nodes[-1].bases:
                one = Symbol(path, name)
                if any(symbol in base for base in search.resolver.bases(one)):
                    found.append(one)
    return found


def find_member(search: Search, home: File, scope: Scope, *, alone: bool) -> None:
    assert isinstance(scope.node, ast.ClassDef)
    symbol = Symbol(home.path, home.qualified(scope.node))
    family = Family(search, symbol)
    search.family = family.classes
    if alone:
        family.definers = {symbol: None}
    search.targets.update(Symbol(one.path, f"{one.name}.{search.name}") for one in family.definers)
    for one in family.definers:
        _in_body(search, one)
    for file in search.sources():
        for node in list(file.names.scopes):
            if isinstance(node, ast.Attribute) and node.attr == search.name:
                _attribute(search, file, node, family)
            elif isinstance(node, ast.Call):
                _constructed(search, file, node, family)
        for pattern in [one for one in ast.walk(file.names.tree) if isinstance(one, ast.MatchClass)]:
            matched = set(search.resolver.values(file, pattern.cls)) if search.name in pattern.kwd_attrs else set()
            if matched & family.classes.keys():
                search.add(file, pattern, Kind.KEYWORD)
        search.strings(file)


def _in_body(search: Search, symbol: Symbol) -> None:
    found = search.resolver.class_of(symbol)
    if found is None:
        return
    file, node = found
    scope = file.scope_of.get(node)
    if scope is not None:
        search.scope(file, scope)


def _attribute(search: Search, file: File, node: ast.Attribute, family: Family) -> None:
    values = search.resolver.values(file, node.value)
    if any(search.is_meant(search.resolver.member(one, search.name)) for one in values):
        search.add(file, node, Kind.ATTRIBUTE)
    elif not values or any(_may_be_below(search, one, family) for one in values):
        search.leave(file, node, f"an attribute of `{ast.unparse(node.value)[:40]}`, whose class is not known",
                     Kind.ATTRIBUTE)


def _may_be_below(search: Search, one: object, family: Family) -> bool:
    """Is the object of a class that lacks the member, and from which one of the family inherits? A mixin's `self`."""
    owner = one.of if isinstance(one, Instance) else one
    return isinstance(owner, Symbol) and bool(owner.name) and owner not in family.classes and any(
        owner in search.resolver.lineage(member) for member in family.classes)


def _constructed(search: Search, file: File, node: ast.Call, family: Family) -> None:
    """`Point(x=1)`, where the class makes its constructor from its fields."""
    for keyword in node.keywords:
        if keyword.arg == search.name:
            values = set(search.resolver.values(file, node.func))
            if values & family.classes.keys() and not any(search.resolver.sets(one, "__init__") for one in values
                                                        if isinstance(one, Symbol)):
                search.add(file, keyword, Kind.KEYWORD)
