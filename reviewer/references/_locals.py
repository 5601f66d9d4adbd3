"""References to a name inside a function: a local, or a parameter with the calls that pass it by name."""

from __future__ import annotations

import ast

from reviewer.names import Function, Scope
from reviewer.references._file import File
from reviewer.references._found import Kind
from reviewer.references._meaning import Symbol
from reviewer.references._search import Search


def find_local(search: Search, file: File, scope: Scope) -> None:
    search.scope(file, scope)
    node = scope.node
    if isinstance(node, Function) and any(isinstance(one.node, ast.arg) for one in scope.bindings[search.name]):
        _passed_by_name(search, file, node)


def _passed_by_name(search: Search, file: File, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Keywords of the calls that reach the function."""
    symbol = Symbol(file.path, file.qualified(function))
    if symbol.name.endswith((".__init__", ".__new__")):
        symbol = Symbol(file.path, symbol.name.rpartition(".")[0])
    named = list(search.files.holding(symbol.name.rpartition(".")[2]))
    for path in (one for one in search.holding if one in named or one == file.path):
        other = search.files.get(path)
        if other is not None:
            _in_calls(search, other, symbol)


def _in_calls(search: Search, file: File, symbol: Symbol) -> None:
    for node in list(file.names.scopes):
        keyword = next((one for one in node.keywords if one.arg == search.name), None) if isinstance(
            node, ast.Call) else None
        if keyword is None or not isinstance(node, ast.Call):
            continue
        called = [node.func, *node.args[:1]] if ast.unparse(node.func).endswith("partial") else [node.func]
        values = [one for function in called for one in search.resolver.values(file, function)]
        if symbol in values:
            search.add(file, keyword, Kind.KEYWORD)
        elif not values and _last(node.func) == symbol.name.rpartition(".")[2]:
            search.leave(file, keyword, f"an argument of `{ast.unparse(node.func)[:40]}`, which is not known",
                         Kind.KEYWORD)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
