"""References to a name inside a function: a local, or a parameter with the calls that pass it by name."""

from __future__ import annotations

import ast

from reviewer.names import Function, Scope
from reviewer.references._file import File
from reviewer.references._found import Kind
from reviewer.references._meaning import External, Instance, Symbol
from reviewer.references._members import Family
from reviewer.references._search import Search

_CONSTRUCTORS = ("__init__", "__new__")
_PASSING_ON = frozenset({"partial", "partialmethod", "submit", "run_in_executor", "to_thread"})
"""Functions that call their first argument with the keywords they are given."""


def find_local(search: Search, file: File, scope: Scope) -> None:
    search.scope(file, scope)
    node = scope.node
    if not isinstance(node, Function) or not _has_parameter(scope, search.name):
        return
    symbol = Symbol(file.path, file.qualified(node))
    called = {symbol}
    for other in _overriding(search, symbol):
        home = search.files.get(other.path)
        inner = home.scope_of.get(home.definitions[other.name][-1]) if home and other.name in home.definitions else None
        if home is not None and inner is not None and _has_parameter(inner, search.name):
            search.scope(home, inner)
            called.add(other)
    _only_callers(search, called)
    for source in search.sources():
        _in_calls(search, source, called)


def _only_callers(search: Search, called: set[Symbol]) -> None:
    """Leave out the files that do not name a function; a class that makes objects may have others below it."""
    names = {symbol.name.rpartition(".")[2] for symbol in called}
    if names.isdisjoint(_CONSTRUCTORS):
        words = [name.encode() for name in search.files.called(names)]
        search.holding = [path for path in search.holding if any(
            word in search.files.content(path) for word in words)]


def _has_parameter(scope: Scope, name: str) -> bool:
    return any(isinstance(one.node, ast.arg) for one in scope.bindings.get(name, ()))


def _overriding(search: Search, symbol: Symbol) -> list[Symbol]:
    """The methods of its family that a call may reach in place of this one."""
    name, _, method = symbol.name.rpartition(".")
    owner = Symbol(symbol.path, name)
    if method in _CONSTRUCTORS or search.resolver.class_of(owner) is None:
        return []
    family = Family(Search(search.files, search.resolver, method), owner)
    return [Symbol(one.path, f"{one.name}.{method}") for one in family.definers if one != owner]


def _in_calls(search: Search, file: File, called: set[Symbol]) -> None:
    """Keywords of the calls that reach one of the functions."""
    names = {part for symbol in called for part in symbol.name.split(".")[-2:]}
    for node in list(file.names.scopes):
        keyword = next((one for one in node.keywords if one.arg == search.name), None) if isinstance(
            node, ast.Call) else None
        if keyword is None or not isinstance(node, ast.Call):
            continue
        functions = [node.func, *node.args[:1]] if _last(node.func) in _PASSING_ON else [node.func]
        values = [one for function in functions for one in search.resolver.values(file, function)]
        if any(_reaches(search, one, called) for one in values):
            search.add(file, keyword, Kind.KEYWORD)
        elif not values and _last(node.func) in names:
            search.leave(file, keyword, f"an argument of `{ast.unparse(node.func)[:40]}`, which is not known",
                         Kind.KEYWORD)


def _reaches(search: Search, one: Symbol | Instance | External, called: set[Symbol]) -> bool:
    """Is the function among them, or the constructor of the class?"""
    if not isinstance(one, Symbol):
        return False
    return one in called or (search.resolver.class_of(one) is not None and any(
        not called.isdisjoint(search.resolver.member(one, constructor)) for constructor in _CONSTRUCTORS))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
