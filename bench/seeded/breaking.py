"""Edits that change what a function does. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy

from bench.seeded.edit import Change, Function, Place, instead, own_expressions

OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
BESIDE: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}


def breaking(place: Place) -> Iterator[Change]:
    """Every way to break one statement."""
    statement = place.statement
    if isinstance(statement, Function):
        yield from _defaults(statement)
        return
    yield from _statements(statement)
    for node in own_expressions(statement):
        for kind, other in _expressions(node):
            yield Change(kind, (instead(node, f"({ast.unparse(other)})"),))


def _defaults(function: Function) -> Iterator[Change]:
    given = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
    for node in given:
        other = _other_constant(node)
        if other is not None:
            yield Change("changed default", (instead(node, repr(other)),))


def _statements(statement: ast.stmt) -> Iterator[Change]:
    if isinstance(statement, ast.Return) and statement.value is not None:
        if not isinstance(statement.value, ast.Constant) or statement.value.value is not None:
            yield Change("dropped return", (instead(statement, ast.unparse(statement.value)),))
    elif _has_effect(statement):
        yield Change("lost side effect", (instead(statement, "pass"),))
    elif isinstance(statement, ast.If | ast.While):
        yield Change("negated condition", (instead(statement.test, f"not ({ast.unparse(statement.test)})"),))
    elif isinstance(statement, ast.Raise) and statement.exc is not None:
        error = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        if isinstance(error, ast.Name):
            yield Change("changed exception", (instead(error, "BufferError"),))
    elif isinstance(statement, ast.Try):
        for handler in statement.handlers:
            if handler.type is not None:
                yield Change("changed exception", (instead(handler.type, "BufferError"),))
    elif isinstance(statement, ast.Break | ast.Continue):
        yield Change("lost jump", (instead(statement, "pass"),))


def _has_effect(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return isinstance(statement.targets[0], ast.Attribute | ast.Subscript)
    is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call | ast.Await | ast.Yield)
    return is_call or isinstance(statement, ast.AugAssign | ast.Delete)


def _expressions(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Another expression for one, and what that is called."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield "flipped comparison", _with(node, ops=[OPPOSITE[type(node.ops[0])]()])
        if type(node.ops[0]) in BESIDE:
            yield "off by one", _with(node, ops=[BESIDE[type(node.ops[0])]()])
    elif isinstance(node, ast.Await):
        yield "dropped await", node.value
    elif isinstance(node, ast.Call) and _swappable(node):
        yield "swapped arguments", _with(node, args=[node.args[1], node.args[0], *node.args[2:]])
    elif isinstance(node, ast.BinOp) and type(node.op) in OTHER:
        yield "changed operator", _with(node, op=OTHER[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield "changed operator", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Constant):
        other = _other_constant(node)
        is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
        if other is not None:
            yield "off by one" if is_number else "changed constant", ast.Constant(other)


def _swappable(call: ast.Call) -> bool:
    first = call.args[:2]
    return (len(first) == 2 and not any(isinstance(node, ast.Starred) for node in first)
            and ast.dump(first[0]) != ast.dump(first[1]))


def _other_constant(node: ast.expr) -> object:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return value + b"x" if isinstance(value, bytes) else None


def _with(node: ast.expr, **fields: object) -> ast.expr:
    other = copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
