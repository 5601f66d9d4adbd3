"""Changed functions that two runs can be compared on: pure, and with types for which inputs can be made up. Pure.

A function counts as pure only when all that it is made of is known: its own names, literals, builtins without effects,
methods of builtin types, constants of its module, and other functions of its module of which the same holds.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reviewer.names import Function, Names
from reviewer.proof.parsing import parse

BUILTINS = frozenset({
    "abs", "all", "any", "ascii", "bin", "bool", "bytes", "callable", "chr", "dict", "divmod", "enumerate", "filter",
    "float", "format", "frozenset", "hex", "int", "isinstance", "iter", "len", "list", "map", "max", "min", "next",
    "oct", "ord", "pow", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "zip",
}) | {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)}
METHODS = frozenset(name for kind in (str, bytes, int, float, list, dict, tuple, set, frozenset)
                    for name in dir(kind) if not name.startswith("_"))
_FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom,
              ast.Yield, ast.YieldFrom, ast.Await, ast.With, ast.AsyncWith, ast.AsyncFor, ast.Delete)
PLAIN = frozenset({"int", "str", "bool", "float", "bytes", "None"})
_GENERIC = {"list": "list", "dict": "dict", "tuple": "tuple", "typing.List": "list", "typing.Dict": "dict",
            "typing.Tuple": "tuple", "typing.Optional": "optional", "typing.Union": "union"}
Shape = list[Any]
"""A type as JSON: `["int"]`, `["list", shape]`, `["dict", key, value]`, `["tuple", shape, ...]`, `["many", shape]` for
a tuple of any length, `["union", shape, ...]`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One function before and after."""

    old: str
    new: str
    positional: tuple[Shape, ...]
    by_name: Mapping[str, Shape]
    """Its keyword-only parameters."""


def comparable(before: bytes, after: bytes, renamed: Mapping[str, str]) -> Iterator[Pair]:
    """Functions of one module that differ, are pure on both sides, and take the same typed parameters. `renamed`: old
    name -> new one."""
    try:
        old, new = Module(before), Module(after)
    except (SyntaxError, ValueError, RecursionError):
        return
    for name in old.functions:
        becomes = renamed.get(name, name)
        if becomes in new.functions and _differ(old.functions[name], new.functions[becomes]):
            takes, takes_now = old.takes(name), new.takes(becomes)
            if takes is not None and takes == takes_now and old.is_pure(name) and new.is_pure(becomes):
                yield Pair(name, becomes, *takes)


def _differ(old: Function, new: Function) -> bool:
    return [ast.dump(one) for one in old.body] != [ast.dump(one) for one in new.body]


class Module:
    """One file, parsed."""

    def __init__(self, content: bytes) -> None:
        self.names = Names(parse(content))

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Those at module level that are bound once, under no condition and without a decorator."""
        found = {name: bindings[0] for name, bindings in self.names.top.bindings.items() if len(bindings) == 1}
        return {name: binding.node for name, binding in found.items()
                if isinstance(binding.node, ast.FunctionDef) and not binding.guarded
                and not binding.node.decorator_list}

    def takes(self, name: str) -> tuple[tuple[Shape, ...], Mapping[str, Shape]] | None:
        """The types of its parameters; None when any of them, or the result's, is not known or not a builtin one."""
        function = self.functions[name]
        given = function.args
        if given.vararg or given.kwarg or function.returns is None or self.shape(function.returns) is None:
            return None
        positional = [self.shape(one.annotation) for one in (*given.posonlyargs, *given.args)]
        by_name = {one.arg: self.shape(one.annotation) for one in given.kwonlyargs}
        known = [one for one in positional if one], {key: one for key, one in by_name.items() if one}
        if len(known[0]) < len(positional) or len(known[1]) < len(by_name) or not (positional or by_name):
            return None
        return tuple(known[0]), known[1]

    def shape(self, node: ast.expr | None) -> Shape | None:
        """An annotation as a shape; None when it is anything else."""
        match node:
            case ast.Constant(value=None):
                return ["None"]
            case ast.Name(id=word) if word in PLAIN and not self.names.bindings(node):
                return [word]
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return _of("union", [self.shape(left), self.shape(right)])
            case ast.Subscript(value=value, slice=inside):
                items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
                return self._generic(self._named(value), items)
        return None

    def _named(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and not self.names.bindings(node):
            return node.id
        return self.names.dotted(node) or ""

    def _generic(self, named: str, items: list[ast.expr]) -> Shape | None:
        kind = _GENERIC.get(named)
        if kind == "tuple" and len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...:
            return _of("many", [self.shape(items[0])])
        inner = [self.shape(item) for item in items]
        if kind == "optional":
            return _of("union", [*inner, ["None"]])
        fits = {"list": len(inner) == 1, "dict": len(inner) == 2 and _can_be_key(inner[0]), "tuple": True,
                "union": True}
        return _of(kind, inner) if kind and fits[kind] else None

    def is_pure(self, name: str, within: frozenset[str] = frozenset()) -> bool:
        """Whether the result depends on nothing but the arguments, and nothing else is done, as far as can be told."""
        function = self.functions[name]
        if name in within:
            return True
        within |= {name}
        defaults = [*function.args.defaults, *(one for one in function.args.kw_defaults if one)]
        return not self.names.star_imports and all(map(_is_lasting, defaults)) and all(
            self._is_harmless(node, function, within) for statement in function.body for node in ast.walk(statement))

    def _is_harmless(self, node: ast.AST, function: Function, within: frozenset[str]) -> bool:
        match node:
            case ast.Name(ctx=ast.Load()):
                return self._is_known(node, function, within)
            case ast.Attribute():
                call = self.names.parents.get(node)
                return isinstance(call, ast.Call) and call.func is node and node.attr in METHODS
            case ast.Call(func=called):
                return isinstance(called, ast.Attribute) or (
                    isinstance(called, ast.Name) and (not self.names.bindings(called)
                                                      or self.names.local(called) is not None))
            case ast.comprehension(is_async=is_async):
                return not is_async
        return not isinstance(node, _FORBIDDEN)

    def _is_known(self, node: ast.Name, function: Function, within: frozenset[str]) -> bool:
        """A name of its own, a builtin without effects, a constant of the module, or a pure function of it."""
        bindings = self.names.bindings(node)
        if not bindings:
            return node.id in BUILTINS
        if bindings[0] not in self.names.top.bindings.get(node.id, ()):
            return True
        if node.id in self.functions:
            return self.is_pure(node.id, within)
        outer = self.names.parents.get(bindings[0].node)
        return (len(bindings) == 1 and not bindings[0].guarded and isinstance(outer, ast.Assign | ast.AnnAssign)
                and _is_lasting(outer.value))


def _is_lasting(node: ast.expr | None) -> bool:
    """Whether it is a literal that nobody can change."""
    try:
        hash(ast.literal_eval(node)) if node is not None else None
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return node is not None


def _of(kind: str, inner: list[Shape | None]) -> Shape | None:
    known = [one for one in inner if one is not None]
    return [kind, *known] if known and len(known) == len(inner) else None


def _can_be_key(shape: Shape | None) -> bool:
    return shape is not None and (shape[0] in PLAIN or (shape[0] in ("tuple", "many", "union")
                                                        and all(map(_can_be_key, shape[1:]))))
