"""rope's extract cases as steps of ours: it names a piece by two positions, we name it by its text in a definition."""

from __future__ import annotations

import ast
from typing import Any

from reviewer.names import Function
from reviewer.operations._edits import read
from reviewer.operations._piece import Statements, expressions, statements
from reviewer.operations._text import Text
from reviewer.tree import Tree

_SIGNS = {"@": "classmethod", "$": "staticmethod"}
"""With which rope's names begin to say what becomes of a method."""


def steps_of(case: dict[str, Any], tree: Tree) -> list[dict[str, Any]]:
    params = case["params"]
    start, end = params["start_offset"], params["end_offset"]
    text = Text(read(tree, params["resource"]))
    source = text.whole[start:end]
    within = _function_at(text, text.line_of(start + len(source) - len(source.lstrip())))
    step: dict[str, Any] = {"kind": "extract_variable", "path": params["resource"], "within": within,
                            "source": source.split("\n"), "name": params["extracted_name"].lstrip("@$"),
                            "all": bool(params.get("similar"))}
    found: list[Any] = []
    if case["operation"] == "extract_method":
        step["kind"], found = "extract_function", list(statements(text, within, source))
        step |= _destination(params, within)
    found = found or list(expressions(text, within, source))
    meant = [number for number, piece in enumerate(found) if _begin(text, piece) < end and start < _end(text, piece)]
    return [step | ({"nth": meant[0], "of": len(found)} if len(meant) == 1 else {})]


def _destination(params: dict[str, Any], within: str) -> dict[str, Any]:
    kind = params.get("kind") or _SIGNS.get(params["extracted_name"][0])
    if kind:
        return {"to": kind}
    # rope passes a module's variables along when it is told to make a function of the module
    return ({"to": "module"} if within else {"pass_globals": True}) if params.get("global_") else {}


def _function_at(text: Text, line: int) -> str:
    """The innermost function whose body holds the line; empty at module level."""
    names = text.source.names
    around = [node for node in ast.walk(names.tree) if isinstance(node, Function)
              and node.lineno < line <= (node.end_lineno or 0)]
    if not around:
        return ""
    innermost = max(around, key=lambda node: node.lineno)
    return ".".join(filter(None, (names.qualname(innermost), innermost.name)))


def _begin(text: Text, piece: Statements | ast.expr) -> int:
    return text.line_start(piece.first) if isinstance(piece, Statements) else text.start(piece)


def _end(text: Text, piece: Statements | ast.expr) -> int:
    return text.end(piece.nodes[-1] if isinstance(piece, Statements) else piece)
