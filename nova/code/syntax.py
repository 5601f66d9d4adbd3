"""Syntax trees in a form of our own, and the definition that a line belongs to."""

from __future__ import annotations

import ast

_NO_MEANING = frozenset({"ctx", "type_comment", "kind", "type_ignores"})


def serialise(node: ast.AST) -> str:
    """The node in Nova's normal form, equal across Python versions.

    Positions, comments, quotes and spaces are not in it, nor is whether a name is read or written: its place says
    that. A field that is empty is left out, so that one which a later Python adds changes nothing.
    """
    return "".join(_pieces(node))


def enclosing(tree: ast.AST, line: int) -> str:
    """Qualified name of the innermost function or class around `line`; empty at module level.

    Decorators belong to what they decorate.
    """
    names: list[str] = []
    inside: ast.AST | None = tree
    while inside is not None:
        inside = _definition_at(inside, line)
        if isinstance(inside, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(inside.name)
    return ".".join(names)


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` of a plain or dotted name; None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def _pieces(value: object) -> list[str]:
    """The normal form, in parts. Works off its own stack: a deep tree is no reason to fail."""
    done: list[str] = []
    todo: list[object] = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, _Text):
            done.append(item)
        elif isinstance(item, ast.AST):
            todo.extend(reversed(_opened(item)))
        elif isinstance(item, list):
            todo.extend(reversed([_Text("["), *_joined(item), _Text("]")]))
        else:
            done.append(repr(item))
    return done


class _Text(str):
    """Finished output among values still to be written."""

    __slots__ = ()


def _opened(node: ast.AST) -> list[object]:
    parts: list[object] = [_Text(f"{type(node).__name__}(")]
    first = True
    for field, value in ast.iter_fields(node):
        constant = isinstance(node, ast.Constant) and field == "value"
        if field in _NO_MEANING or (not constant and (value is None or value == [])):
            continue
        parts.extend((_Text(f"{'' if first else ', '}{field}="), value))
        first = False
    return [*parts, _Text(")")]


def _joined(items: list[object]) -> list[object]:
    return [part for item in items for part in (_Text(", "), item)][1:]


def _definition_at(parent: ast.AST, line: int) -> ast.AST | None:
    """The outermost definition below `parent` whose lines hold `line`."""
    todo = list(ast.iter_child_nodes(parent))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if first <= line <= (node.end_lineno or node.lineno):
                return node
        elif not isinstance(node, ast.expr):
            todo.extend(ast.iter_child_nodes(node))
    return None
