"""Edits that change nothing that a function does: what a good refactoring may look like. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bench.seeded.breaking import OPPOSITE
from bench.seeded.edit import Change, Function, Place, Splice, instead, own_expressions

TURNED: dict[type[ast.cmpop], str] = {ast.Lt: ">", ast.Gt: "<", ast.LtE: ">=", ast.GtE: "<="}
NEW = "spoken_for"
"""A name that no code here has."""


def harmless(place: Place) -> Iterator[Change]:
    """Every way to rewrite one statement."""
    statement = place.statement
    if isinstance(statement, Function):
        yield from _renamed(statement)
        return
    yield Change("comment added", ((statement.lineno, statement.col_offset) * 2
                                   + (f"# As before.\n{' ' * statement.col_offset}",),))
    if isinstance(statement, ast.Return):
        yield from _return(statement)
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name) and _is_number(statement.value):
        yield Change("written out", (instead(statement, f"{statement.target.id} = " + ast.unparse(
            ast.BinOp(ast.Name(statement.target.id), statement.op, statement.value))),))
    if place.next is not None and _can_change_places(statement, place.next):
        yield Change("reordered", (instead(statement, ast.unparse(place.next)),
                                   instead(place.next, ast.unparse(statement))))
    for node in own_expressions(statement):
        yield from _expression(node)


def _return(statement: ast.Return) -> Iterator[Change]:
    if statement.value is None:
        yield Change("written out", (instead(statement, "return None"),))
    elif not isinstance(statement.value, ast.Name | ast.Constant):
        text = f"{NEW} = {ast.unparse(statement.value)}\n{' ' * statement.col_offset}return {NEW}"
        yield Change("variable extracted", (instead(statement, text),))


def _expression(node: ast.expr) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.Compare | ast.Subscript) and isinstance(getattr(node, "ctx", None) or
                                                                                ast.Load(), ast.Load):
        yield Change("parentheses added", (instead(node, f"({ast.unparse(node)})"),))
    if isinstance(node, ast.IfExp):
        other = f"(({ast.unparse(node.orelse)}) if {_turned(node.test)} else ({ast.unparse(node.body)}))"
        yield Change("branches exchanged", (instead(node, other),))
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Name) and _is_number(right):
            turned = f"{ast.unparse(right)} {TURNED[type(node.ops[0])]} {left.id}"
            yield Change("sides exchanged", (instead(node, f"({turned})"),))


def _turned(test: ast.expr) -> str:
    """Its opposite, as a person would write it."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.unparse(test.operand)
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn):
        return ast.unparse(ast.Compare(test.left, [OPPOSITE[type(test.ops[0])]()], test.comparators))
    return f"not ({ast.unparse(test)})"


def _can_change_places(one: ast.stmt, other: ast.stmt) -> bool:
    """Plain names that are given constants or other names, none of them given by the other."""
    parts = [_plain_assignment(one), _plain_assignment(other)]
    if None in parts:
        return False
    (first, of_first), (second, of_second) = (part for part in parts if part is not None)
    return first != second and first not in of_second and second not in of_first


def _plain_assignment(statement: ast.stmt) -> tuple[str, set[str]] | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant | ast.Name):
            return target.id, {value.id} if isinstance(value, ast.Name) else set()
    return None


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _renamed(function: Function) -> Iterator[Change]:
    """Each local under another name, where every mention of it is plain to see."""
    nodes = list(ast.walk(function))
    hidden = {part.id for node in nodes if isinstance(node, ast.JoinedStr)
              for part in ast.walk(node) if isinstance(part, ast.Name)}
    hidden |= {name for node in nodes for name in _names_without_position(node)}
    inside = {id(node) for statement in function.body for node in ast.walk(statement)}
    hidden |= {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in inside}
    if any(isinstance(node, ast.ClassDef) or (isinstance(node, ast.Name) and node.id in ("locals", "vars", "eval"))
           for node in nodes):
        return
    # A linter reads a name that begins with `_` as one that nobody uses.
    stored = {node.id for statement in function.body for node in _own_names(statement)
              if isinstance(node.ctx, ast.Store) and not node.id.startswith("_")}
    for name in sorted(stored - hidden):
        found: list[Splice] = [instead(node, NEW) for node in nodes if isinstance(node, ast.Name) and node.id == name]
        yield Change("local renamed", tuple(found))


def _own_names(statement: ast.stmt) -> Iterator[ast.Name]:
    """Names in the function's own scope."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            yield node
        if not isinstance(node, Function | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            stack.extend(ast.iter_child_nodes(node))


def _names_without_position(node: ast.AST) -> Iterator[str]:
    """Names that are bound, or said to be of another scope, by something else than a `Name`."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    else:
        for field in ("name", "rest"):
            if isinstance(name := getattr(node, field, None), str):
                yield name
