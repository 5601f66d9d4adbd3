"""Circles of imports opened again: a module imports inside the functions that need it, and not as it is loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._cycles import Circle, ImportGraph, check_no_circle, with_changes
from reviewer.operations._departure import evaluated_at_import
from reviewer.operations._edits import Source, parse
from reviewer.operations._import_lines import Identity, Import, ImportLines
from reviewer.operations._modules import identity
from reviewer.operations._sound import check_names_known
from reviewer.operations._splices import Splices
from reviewer.tree import Tree

_MOST = 8
"""Circles that one change is helped out of."""


def without_circles(tree: Tree, changes: Sequence[FileChange], home: str, stands_for: dict[str, str], *,
                    late: bool) -> list[FileChange]:
    """The changes, when they close no circle of imports. `late`: what the file `home` imports on the way round is
    imported in its functions instead. Raises OperationDeclined when that is not enough."""
    for _ in range(_MOST):
        check_names_known(changes)
        try:
            check_no_circle(tree, changes, stands_for)
            break
        except Circle as circle:
            if not late or home not in circle.way[:-1]:
                raise
            onward = circle.way[circle.way.index(home) + 1]
            changes = [_imported_late(with_changes(tree, changes), one, onward) if one.path == home else one
                       for one in changes]
    return list(changes)


def _imported_late(after: Tree, change: FileChange, onward: str) -> FileChange:
    source = parse(change.path, change.after or b"")
    splices = Splices(source)
    splices.settles = True
    me = identity(after, change.path)
    lines = ImportLines(splices, me.module, frozenset())
    graph = ImportGraph(after)
    for statement in source.names.tree.body:
        if isinstance(statement, Import) and onward in graph.brought_by(statement, me, change.path):
            for alias in statement.names:
                lines.drop(statement, alias)
                _in_functions(after, splices, me, statement, alias)
    lines.write()
    made = splices.change()
    if made is None:
        raise OperationDeclined(f"{change.path} imports {onward} in a way that cannot be put off")
    return FileChange(path=change.path, before=change.before, after=made.after,
                      spans=change.spans if change.before is None else ((1, change.before.count(b"\n") + 1),))


def _in_functions(after: Tree, splices: Splices, me: Identity, statement: Import, alias: ast.alias) -> None:
    source, bound = splices.source, alias.asname or alias.name.partition(".")[0]
    uses = source.names.uses(source.names.top, bound)
    if any(evaluated_at_import(source.names, use) for use in uses) or _taken_from(after, source.path, me, bound):
        raise OperationDeclined(f"{source.path}:{statement.lineno}: {bound} is needed as the module is loaded, or by "
                                "others")
    text = _alone(statement, alias)
    for function in dict.fromkeys(_outermost(source, use) for use in uses):
        first = function.body[0]
        if ast.get_docstring(function, clean=False) is not None and len(function.body) > 1:
            first = function.body[1]
        line = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))])
        if line == function.lineno:
            raise OperationDeclined(f"{source.path}:{line}: the body stands on the line of its head")
        at = splices.line_start(line)
        splices.put((at, at), f"{' ' * first.col_offset}{text}\n")


def _alone(statement: Import, alias: ast.alias) -> str:
    copy = type(statement)(**{**dict(ast.iter_fields(statement)), "names": [alias]})
    return ast.unparse(copy)


def _outermost(source: Source, use: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef:
    return [node for node in source.names.around(use) if isinstance(node, Function)][-1]


def _taken_from(after: Tree, path: str, me: Identity, bound: str) -> bool:
    """Whether another file takes the name from the module, or replaces it there."""
    return any(_speaks_of(after.read(other), me, bound) for other in after.python_paths if other != path)


def _speaks_of(content: bytes, me: Identity, bound: str) -> bool:
    last = me.module.rpartition(".")[2]
    return bool(re.search(rb"\b" + re.escape(f"{last}.{bound}".encode()) + rb"\b", content)) or any(
        re.search(rb"\b" + bound.encode() + rb"\b", line) for line in _imports_from(content, last))


def _imports_from(content: bytes, last: str) -> Iterator[bytes]:
    yield from (found.group() for found in re.finditer(
        rb"from[ \t]+[\w.]*\b" + last.encode() + rb"[ \t]+import[ \t]*(\([^)]*\)|[^\n]*)", content))
