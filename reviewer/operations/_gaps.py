"""Blank lines between the statements of a module, where edits have brought new neighbours together."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import pairwise

from reviewer.names import Function
from reviewer.operations._edits import Source

_Import = ast.Import | ast.ImportFrom
_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def usual_gap(source: Source) -> int:
    """Blank lines around definitions: one where the file has mostly one, else two."""
    gaps = [_first_line(below) - (above.end_lineno or 0) - 1 for above, below in pairwise(source.names.tree.body)
            if isinstance(below, _Definition) and isinstance(above, _Definition)]
    return 1 if 2 * gaps.count(1) > len(gaps) else 2


def settled(text: str, touched: Sequence[int], newline: str, wide: int) -> str:
    """The text with the gaps right that hold one of these offsets: none at the top, `wide` ones around definitions,
    at most one line between imports, one or two below them. The text itself when it does not parse."""
    lines = text.split(newline)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + len(newline))
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return text
    gaps: list[tuple[int, ast.stmt | None, ast.stmt | None]] = [(0, None, body[0] if body else None)]
    gaps += [(above.end_lineno or 0, above, below) for above, below in pairwise([*body, None]) if above is not None]
    for at, above, below in reversed(gaps):
        end = at
        while end < len(lines) and not lines[end].strip():
            end += 1
        if any(starts[at] - len(newline) <= place <= starts[min(end, len(lines))] for place in touched):
            has_comment = end < len(lines) and lines[end].startswith("#")
            lines[at:end] = [""] * _wanted(end - at, above, below, wide, at_end=end >= len(lines), told=has_comment)
    return newline.join(lines)


def _wanted(have: int, above: ast.stmt | None, below: ast.stmt | None, wide: int, *, at_end: bool, told: bool) -> int:
    if at_end:
        return min(have, 1)
    if above is None:
        return 0
    if below is None:
        return have
    definitions = isinstance(above, _Definition) + isinstance(below, _Definition)
    if definitions == 2 and not have and isinstance(above, Function):
        return 0
    if definitions:
        return wide
    if isinstance(above, _Import) and isinstance(below, _Import):
        return min(have, 1)
    return 1 if isinstance(above, _Import) else max(1, min(have, 2)) if told else min(have, 2)


def _first_line(statement: ast.stmt) -> int:
    above: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in above)])
