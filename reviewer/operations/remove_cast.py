"""Remove a `cast` to the type that the expression has already, with the import when nothing else uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Edit, Edits, Source, first_party, read
from reviewer.operations._spare import spare_imports
from reviewer.tree import Tree

CASTS = frozenset({"typing.cast", "typing_extensions.cast"})


@dataclass(frozen=True)
class RemoveCast:
    kind = "remove_cast"
    does = ("Removes one `typing.cast` and keeps its value, with the import when nothing else uses it; declines when "
            "the type is computed or a comment stands inside.")
    parameters = shape.takes(
        path=shape.path("The file"),
        cast=shape.source("The whole call, as `ast.unparse` writes it", "cast(int, row['n'])"),
        optional={"scope": shape.scope("The function or class around it", "Cart.total"),
                  **shape.which_of_equals("calls in that scope")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = "`typing.cast` returns its second argument as it is, and the type is a plain name, subscript or string."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        same = [call for call in casts(source) if ast.unparse(call) == parameters["cast"]
                and source.names.qualname(call) == parameters.get("scope", "")]
        call = shape.chosen(same, parameters)
        if call is None:
            return
        if not _is_plain(call.args[0]):
            raise OperationDeclined(f"the type of the cast at {source.path}:{call.lineno} is computed")
        edits = Edits(source, first_party(tree))
        edits.replace(call, _second_argument(free=_stands_free(source, call)))
        for spare in spare_imports(source, [call.func, call.args[0]], tree):
            edits.drop(spare.statement, spare.alias)
        change = edits.change()
        if change is not None:
            yield change


def casts(source: Source) -> Iterator[ast.Call]:
    """Calls of `typing.cast` with a type and a value, in source order."""
    calls = [node for node in source.names.scopes if isinstance(node, ast.Call) and len(node.args) == 2
             and not node.keywords and source.names.dotted(node.func) in CASTS]
    return iter(sorted(calls, key=lambda call: (call.lineno, call.col_offset)))


def _is_plain(node: ast.expr) -> bool:
    return all(isinstance(inner, ast.Name | ast.Attribute | ast.Subscript | ast.Constant | ast.Tuple | ast.List
                          | ast.BinOp | ast.BitOr | ast.Load) for inner in ast.walk(node))


def _stands_free(source: Source, call: ast.Call) -> bool:
    """May any expression on one line stand here without parentheses?"""
    outer, value = source.names.parents[call], call.args[1]
    if value.lineno != value.end_lineno or isinstance(value, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Tuple):
        return False
    return isinstance(outer, ast.Return | ast.Assign | ast.AnnAssign | ast.keyword) or (
        isinstance(outer, ast.Call) and call in outer.args)


def _second_argument(*, free: bool) -> Edit:
    def edit(node: cst.CSTNode) -> cst.CSTNode:
        call = cst.ensure_type(node, cst.Call)
        value = call.args[1].value
        around = call.with_changes(args=[call.args[0], call.args[1].with_changes(value=cst.Name("x"))])
        if "#" in cst.Module([]).code_for_node(around):
            raise OperationDeclined("a comment stands inside the cast")
        if not (free or call.lpar or value.lpar or isinstance(value, _TIGHT)):
            value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return value.with_changes(lpar=[*call.lpar, *value.lpar], rpar=[*value.rpar, *call.rpar])
    return edit


_TIGHT = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.SimpleString, cst.List, cst.Dict, cst.Set, cst.ListComp,
          cst.DictComp, cst.SetComp)
"""Expressions that mean the same wherever a call can stand, without parentheses."""


OPERATION = RemoveCast()
