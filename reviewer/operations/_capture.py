"""Would a new name be taken where it goes, hide another, or be hidden? Shared by what renames, adds and moves names."""

from __future__ import annotations

import abc
import argparse
import ast
import builtins
import collections.abc
import enum
import io
import keyword
import logging
import string
import threading
import typing
import unittest
from collections.abc import Iterator

from reviewer.errors import OperationDeclined
from reviewer.names import Scope
from reviewer.references import External, File, Searched, Symbol

_KNOWN = {module.__name__: module for module in (abc, argparse, builtins, collections,
                                                 collections.abc, enum, io, logging, string,
                                                 threading, typing, unittest)}
"""Modules whose classes can be asked what they define; nothing of a project is ever imported."""
_TUPLE = frozenset({*dir(tuple), "_asdict", "_field_defaults", "_fields", "_make", "_replace"})


def check_name(new: str) -> None:
    """Raises OperationDeclined for what is no name that code may be given."""
    if not new.isidentifier() or keyword.iskeyword(new):
        raise OperationDeclined(f"{new} is {'a keyword' if keyword.iskeyword(new) else 'no name'} of Python")
    if is_dunder(new):
        raise OperationDeclined(f"Python gives {new} a meaning of its own")


def is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def check_free(found: Searched, new: str) -> None:
    """Raises OperationDeclined when the new name would meet another one anywhere that the definition has its name."""
    old = found.target.name
    for file, scope in found.search.scopes:
        _check_scope(file, scope, old, new)
    if found.target.is_module_level:
        _check_stars(found, new)
    if found.target.is_member:
        _check_family(found, old, new)


def _check_scope(file: File, scope: Scope, old: str, new: str) -> None:
    if new in scope.bindings:
        line = getattr(scope.bindings[new][0].node, "lineno", 1)
        raise OperationDeclined(f"{file.path}:{line} defines {new} already")
    for use in file.names.uses(scope, old):
        for between in _visible(file.names.scopes[use]):
            if between is scope:
                break
            if new in between.bindings or new in between.outer:
                raise OperationDeclined(f"{file.path}:{use.lineno} uses {old} where {new} means something else")
    for node, inner in file.names.scopes.items():
        if isinstance(node, ast.Name) and node.id == new and _would_be_captured(file, node, inner, scope):
            what = "the builtin" if hasattr(builtins, new) else "another"
            raise OperationDeclined(f"{file.path}:{node.lineno} uses {what} {new}, which the new name would hide")


def _would_be_captured(file: File, node: ast.Name, inner: Scope, scope: Scope) -> bool:
    home = file.names.home(node)
    for between in _visible(inner):
        if between is home:
            return False
        if between is scope:
            return True
    return False


def _visible(scope: Scope) -> Iterator[Scope]:
    """The scopes in which a name that is read here is looked for, innermost first."""
    return (one for one in scope.up() if one is scope or not one.is_class)


def _check_stars(found: Searched, new: str) -> None:
    """Modules that import everything from where the new name comes, and have the name themselves."""
    old, resolver = found.target.name, found.resolver
    for file, scope in found.search.scopes:
        if file.is_package and scope is file.names.top and found.files.below(file.path.rpartition("/")[0], [new]):
            raise OperationDeclined(f"{file.path} is a package that has a module {new}")
    for path in found.files.holding(new):
        other = found.files.get(path)
        for star in other.stars if other is not None and other.names.taken(new) else ():
            module = resolver.module_of(other, star) if other is not None else None
            if module and found.search.is_meant(resolver.exported(module, old)):
                raise OperationDeclined(f"{path}:{star.lineno} imports everything from there and has a {new} of "
                                        "its own")


def _check_family(found: Searched, old: str, new: str) -> None:
    for symbol in found.search.family:
        for one in found.resolver.lineage(symbol):
            places = found.resolver.sets(one, new)
            if places:
                line = getattr(places[0], "lineno", 1)
                raise OperationDeclined(f"{one.path}:{line} defines {new} in {one.name} already")
            _check_bases(found, one, old, new)


def _check_bases(found: Searched, symbol: Symbol, old: str, new: str) -> None:
    """Nothing that the class inherits from outside the project may have the old or the new name."""
    for base in found.resolver.bases(symbol):
        for one in base or (None,):
            if isinstance(one, External) and _is_without(one.dotted, old, new):
                continue
            if not isinstance(one, Symbol):
                what = one.dotted.removeprefix("builtins.") if isinstance(one, External) else "what is not known"
                raise OperationDeclined(f"{symbol.name} in {symbol.path} inherits from {what}, which may define {old} "
                                        f"or {new}")


def _is_without(dotted: str, *names: str) -> bool:
    """Does the class outside the project define none of the names, for sure?"""
    module, _, name = dotted.rpartition(".")
    base = getattr(_KNOWN.get(module.replace("typing_extensions", "typing")), name, None)
    if name == "NamedTuple" and base is not None:
        return _TUPLE.isdisjoint(names)
    return isinstance(base, type) and not any(hasattr(base, one) for one in names)
