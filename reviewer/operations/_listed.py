"""The names that a module lists in `__all__`, and edits of that list."""

from __future__ import annotations

import ast

from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source
from reviewer.operations._splices import Splices


def listed(source: Source) -> ast.List | ast.Tuple | None:
    """The plain list of `__all__`; None when there is none. Raises OperationDeclined for one that is put together."""
    found: ast.List | ast.Tuple | None = None
    for binding in source.names.top.bindings.get("__all__", ()):
        statement = source.names.parents.get(binding.node)
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if found is not None or not isinstance(value, ast.List | ast.Tuple) or not all(
                isinstance(item, ast.Constant) for item in value.elts):
            raise OperationDeclined(f"{source.path} puts its `__all__` together")
        found = value
    return found


def lists(source: Source, name: str) -> bool:
    found = listed(source)
    return found is not None and any(isinstance(item, ast.Constant) and item.value == name for item in found.elts)


def unlist(splices: Splices, names: frozenset[str]) -> None:
    """Take the names out of the list."""
    found = listed(splices.source)
    items = found.elts if found is not None else []
    gone = [isinstance(item, ast.Constant) and item.value in names for item in items]
    for number, item in enumerate(items):
        if not gone[number]:
            continue
        start, end = splices.place(item)
        row = splices.line_start(item.lineno), splices.line_start(item.lineno + 1)
        alone = splices.text[row[0]:row[1]].split("#")[0].strip().rstrip(",") == splices.text[start:end]
        if alone:
            splices.put(row, "")
        elif number + 1 < len(items):
            splices.put((start, splices.place(items[number + 1])[0]), "")
        elif number and not gone[number - 1]:
            splices.put((splices.place(items[number - 1])[1], end), "")
        else:
            splices.put((start, end), "")


def enlist(splices: Splices, name: str) -> None:
    """Put the name into the list: where it sorts in, else at the end."""
    found = listed(splices.source)
    if found is None or lists(splices.source, name):
        return
    values = [str(item.value) for item in found.elts if isinstance(item, ast.Constant)]
    if not values:
        start, _ = splices.place(found)
        splices.put((start + 1, start + 1), f'"{name}"' if isinstance(found, ast.List) else f'"{name}",')
        return
    at = next((n for n, value in enumerate(values) if value > name), len(values)) if values == sorted(values) else len(
        values)
    near = found.elts[min(at, len(values) - 1)]
    start, end = splices.place(near)
    quote = splices.text[start]
    new = f"{quote}{name}{quote}"
    row = splices.text[splices.line_start(near.lineno):start]
    gap = f",\n{row}" if not row.strip() else ", "
    if at < len(values):
        splices.put((start, start), new + gap)
    else:
        splices.put((end, end), gap + new)
