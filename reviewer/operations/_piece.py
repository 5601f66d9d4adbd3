"""A piece of code by its exact text within a definition: it stays found when lines elsewhere come and go."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._schema import Schema
from reviewer.operations._text import Text


@dataclass(frozen=True, slots=True)
class Statements:
    """Neighbours in one block that have their lines to themselves."""

    nodes: tuple[ast.stmt, ...]
    first: int
    """First and last line, with the comments that the text named."""
    last: int


def named(what: str, *example: str) -> dict[str, Schema]:
    """How a step names a piece, but for what it may leave out."""
    lines: Schema = {"type": "array", "items": {"type": "string", "maxLength": shape.LONGEST}, "minItems": 1,
                     "maxItems": shape.MOST, "description": f"{what}, its lines, such as {json.dumps(example)}"}
    return {"path": shape.path("The file"), "source": lines}


def source_of(step: Mapping[str, Any]) -> str:
    return "\n".join(step["source"])


def optional() -> dict[str, Schema]:
    return {"within": shape.scope("The definition that holds it; left out: code at module level", "Cart.total"),
            **shape.which_of_equals("pieces")}


def block_of(text: Text, qualified: str) -> ast.AST:
    """The definition of that name, or the module for an empty one.

    Raises OperationDeclined unless there is exactly one.
    """
    tree, names = text.source.names.tree, text.source.names
    if not qualified:
        return tree
    found = [node for node in ast.walk(tree) if isinstance(node, Function | ast.ClassDef)
             and ".".join(filter(None, (names.qualname(node), node.name))) == qualified]
    if len(found) != 1:
        raise OperationDeclined(f"{text.source.path} defines {qualified} {len(found)} times, not once")
    return found[0]


def expressions(text: Text, within: str, source: str) -> list[ast.expr]:
    """Every expression written like that in the definition, in order; for the module, outside its definitions."""
    wanted = _parsed(source)
    if wanted is None:
        return []
    shape_of, spelled = ast.dump(wanted), {source.strip(), f"({source.strip()})"}
    found = [node for node in _expressions(block_of(text, within))
             if text.of(node) in spelled and ast.dump(node) == shape_of]
    if not found and isinstance(inner := _without_parentheses(source), str):
        return expressions(text, within, inner)
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def statements(text: Text, within: str, source: str) -> list[Statements]:
    """Every run of whole statements written like that; comments above, between and below may be part of the text."""
    given = source.strip("\n").rstrip()
    wanted = _levelled(given)
    if not wanted:
        return []
    above, length = wanted[0].lineno - 1, len(given.split("\n"))
    found = []
    for block in _blocks(block_of(text, within)):
        for at in range(len(block) - len(wanted) + 1):
            nodes = tuple(block[at:at + len(wanted)])
            first = text.line_of(text.start(nodes[0])) - above
            piece = Statements(nodes, first, first + length - 1)
            whole = first > 0 and (nodes[-1].end_lineno or 0) <= piece.last
            if whole and has_lines_to_itself(text, nodes[0], nodes[-1]) and _is_written(text, piece, given):
                found.append(piece)
    return sorted(found, key=lambda piece: piece.first)


def the_one(found: Sequence[Any], step: Mapping[str, Any]) -> Any:
    """The piece that the step means. Raises OperationDeclined when it is not there, or not as often as it says."""
    one = shape.chosen(found, step)
    if one is None:
        where = step.get("within") or "the module"
        times = (f"{len(found)} times: `nth` and `of` must say which" if found
                 else "neither as whole statements nor as a whole expression")
        raise OperationDeclined(f"{step['path']}: {where} has `{_short(source_of(step))}` {times}")
    return one


def function_around(text: Text, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The innermost function that runs the node; None at module level. Raises for code right in a class."""
    for holder in text.source.names.around(node):
        if isinstance(holder, Function):
            return holder
        if isinstance(holder, ast.ClassDef):
            raise OperationDeclined(f"{text.source.path}:{getattr(node, 'lineno', 0)} stands in the body of a class")
    return None


def has_lines_to_itself(text: Text, node: ast.stmt, last: ast.stmt | None = None) -> bool:
    """Nothing but blanks before the statement on its line, nothing but a comment after it (or after `last`)."""
    start, end = text.start(node), text.end(last or node)
    before = text.whole[text.line_start(text.line_of(start)):start]
    after = text.whole[end:text.line_start(text.line_of(end) + 1)].strip()
    return not before.strip() and (not after or after.startswith("#"))


def _parsed(source: str) -> ast.expr | None:
    try:
        return ast.parse(f"({source.strip()}\n)", mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _without_parentheses(source: str) -> str | None:
    inner = source.strip()
    return inner[1:-1] if inner.startswith("(") and inner.endswith(")") and _parsed(inner[1:-1]) else None


def _expressions(block: ast.AST) -> Iterator[ast.expr]:
    """Expressions that are read and have a place of their own; parts of f-strings but for what stands in braces."""
    for child in ast.iter_child_nodes(block):
        if (isinstance(block, ast.Module) and isinstance(child, Function | ast.ClassDef)) or _is_no_value(block, child):
            continue
        own = not isinstance(block, ast.JoinedStr) and not isinstance(child, ast.FormattedValue | ast.Slice)
        in_format = isinstance(block, ast.FormattedValue) and isinstance(child, ast.JoinedStr)
        if isinstance(child, ast.expr) and own and not in_format and _is_read(child):
            yield child
        yield from _expressions(child)


def _is_no_value(holder: ast.AST, child: ast.AST) -> bool:
    """Annotations and patterns: what stands there is not, or not only, evaluated."""
    return isinstance(child, ast.pattern) or child is getattr(holder, "annotation", None) or (
        child is getattr(holder, "returns", None))


def _is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not isinstance(node, ast.Starred)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list) and block:
            yield block
    outer = isinstance(node, ast.Module)
    for child in ast.iter_child_nodes(node):
        block_holder = isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
        if block_holder and not (outer and isinstance(child, Function | ast.ClassDef)):
            yield from _blocks(child)


def _levelled(given: str) -> list[ast.stmt]:
    """The statements of the text, which was cut out of whole lines or begins at its first word."""
    first, _, rest = given.partition("\n")
    least = min((len(line) - len(line.lstrip()) for line in rest.split("\n") if line.strip()), default=0)
    for width in range(least, -1, -1):
        levelled = textwrap.dedent(given) if first[:1].isspace() else "\n".join(
            [first, *(line[width:] for line in rest.split("\n"))])
        try:
            return ast.parse(levelled).body
        except (SyntaxError, ValueError):
            continue
    return []


def _is_written(text: Text, piece: Statements, given: str) -> bool:
    """Whether these lines are the text, be it all moved to the left, cut at the first word, or before a comment."""
    lines = "\n".join(text.lines(piece.first, piece.last))
    upto = text.between(text.line_start(piece.first), text.end(piece.nodes[-1]))
    return any(one.strip() == given.strip() or textwrap.dedent(one).rstrip() == textwrap.dedent(given)
               for one in (lines, upto))


def _short(source: str) -> str:
    line = source.strip().split("\n")[0]
    return line if len(line) < 60 else line[:57] + "..."
