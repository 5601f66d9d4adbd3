"""Write annotations as the floor allows: `list[int]` from 3.9 on, `X | None` from 3.10 on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import libcst as cst

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Edits, NewImport, Source, first_party, read
from reviewer.operations._floor import floor_of
from reviewer.operations._old_typing import (
    ABSTRACT,
    GENERICS,
    Old,
    old_syntax,
    reads_annotations,
    tells_apart,
    written_annotations,
)
from reviewer.operations._spare import spare_imports
from reviewer.tree import Tree


@dataclass(frozen=True)
class ModerniseTyping:
    kind = "modernise_typing"
    does = ("Writes the annotations of a file as the oldest supported Python allows: `list[int]`, `X | None`; "
            "declines where code takes annotations apart, and leaves alone what would fail when evaluated.")
    parameters = shape.takes(
        path=shape.path("The file"),
        optional={
            "floor": shape.floor(),
            "within": shape.some(
                shape.scope("A function, or a method", "Cart.total", ""),
                "Only in these functions and methods, and with an empty one outside all of them; left out: everywhere",
                ["Cart.total", ""])})
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("Both spellings mean the same type on every Python the project supports, every name in a new `|` is known "
            "to be a type, and no code of the project takes annotations apart.")

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        floor = floor_of(tree, parameters)
        within = parameters.get("within")
        found = [old for old in old_syntax(source, tree, floor) if within is None or old.unit in within]
        moves = [] if within is not None else list(abstract_imports(source, floor))
        if not found and not moves:
            return
        if (reader := reads_annotations(tree)) is not None:
            raise OperationDeclined(tells_apart(reader))
        change = _edited(source, tree, found, moves)
        if change is not None:
            yield change


def _edited(source: Source, tree: Tree, found: Sequence[Old], moves: Sequence[Binding]) -> FileChange | None:
    edits = Edits(source, first_party(tree))
    for old in found:
        edits.replace(old.node, GENERICS.get(old.old) or partial(_as_union, optional=old.old == "Optional"))
    for spare in spare_imports(source, [old.named for old in found], tree):
        edits.drop(spare.statement, spare.alias)
    for binding in moves:
        if isinstance(binding.node, ast.ImportFrom) and binding.alias is not None:
            edits.drop(binding.node, binding.alias)
    moved = [binding.name for binding in moves]
    beside = any(isinstance(statement, ast.ImportFrom) and statement.module == "collections.abc"
                 for statement in source.names.tree.body)
    for names in moved if beside else [", ".join(moved)] if moved else []:
        edits.add(NewImport("collections.abc", names))
    return edits.change()


def abstract_imports(source: Source, floor: tuple[int, int]) -> Iterator[Binding]:
    """Names taken from `typing` that stand in annotations alone, and so may come from `collections.abc`."""
    if floor < (3, 9) or source.path.endswith("__init__.py"):
        return
    names = source.names
    inside = {node for annotation, _ in written_annotations(names) for node in ast.walk(annotation)}
    known = ABSTRACT | ({"Callable"} if floor >= (3, 10) else set())
    for name in sorted(known & names.top.bindings.keys()):
        bindings = names.bound(name)
        if len(bindings) != 1 or bindings[0].target != f"typing.{name}" or bindings[0].guarded:
            continue
        statement = bindings[0].node
        assert isinstance(statement, ast.ImportFrom)
        lines = source.lines[max(0, statement.lineno - 2):statement.end_lineno]
        uses = names.uses(names.top, name)
        if uses and inside.issuperset(uses) and not any("#" in line for line in lines):
            yield bindings[0]


def _as_union(node: cst.CSTNode, *, optional: bool) -> cst.CSTNode:
    """`Optional[X]` and `Union[X, Y]` with bars; what stands inside is new syntax already."""
    assert isinstance(node, cst.Subscript)
    members: list[cst.BaseExpression] = []
    for element in node.slice:
        assert isinstance(element.slice, cst.Index)
        members += _members(element.slice.value)
    if optional:
        members.append(cst.Name("None"))
    kept = [m for n, m in enumerate(members) if not any(m.deep_equals(earlier) for earlier in members[:n])]
    union = kept[0]
    for member in kept[1:]:
        union = cst.BinaryOperation(left=union, operator=cst.BitOr(), right=member)
    return union.with_changes(lpar=node.lpar, rpar=node.rpar) if node.lpar else union


def _members(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr) and not node.lpar:
        return [*_members(node.left), *_members(node.right)]
    return [node]


OPERATION = ModerniseTyping()
