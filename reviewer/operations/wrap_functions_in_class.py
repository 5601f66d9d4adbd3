"""Make module-level functions static methods of a new class, and say so wherever they are used."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._code import first_line, indent_of
from reviewer.operations._homes import at_definition, indent, lines_of, runs_at_import, stretch_of
from reviewer.operations._nested import Nested, Piece
from reviewer.operations._rewiring import Rewiring
from reviewer.references import File, References, searched
from reviewer.tree import Tree


@dataclass(frozen=True)
class WrapFunctionsInClass:
    kind = "wrap_functions_in_class"
    does = ("Makes functions of a module static methods of a new class, and follows them in every file, mocks "
            "included; declines when they are re-exported, or where order or names would not allow it.")
    parameters = shape.takes(
        path=shape.path("The file that defines the functions"),
        functions=shape.some(shape.name("A function", "total"), "The functions", ["total", "tax"]),
        holder=shape.name("The new class", "Prices"),
        optional={"doc": shape.source("Its docstring, one line", "What things cost.")})
    effect = Effect.CHANGES
    changes_what = "functions are reached through a class"
    safe = None
    inserts = ("doc",)

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{name}" for name in (*parameters["functions"], parameters["holder"])]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, holder = parameters["path"], parameters["holder"]
        rewiring = Rewiring(tree)
        found = {name: searched(tree, path, name, rewiring.files) for name in dict.fromkeys(parameters["functions"])}
        rewiring.check_free(path, holder)
        file = rewiring.file(path)
        functions = sorted((_function(file, name) for name in found), key=lambda one: one.lineno)
        for function in functions:
            _check_body(file, function)
        anchor = _anchor(file, functions, [one.references for one in found.values()])
        for name, one in found.items():
            rewiring.into_class(one.references, name, holder, path)
            rewiring.leave_unresolved(one.references)
        _move(rewiring.of(path), functions, anchor, _head(holder, parameters.get("doc")))
        return rewiring.changes()


def _function(file: File, name: str) -> Function:
    bindings = file.names.top.bindings.get(name, [])
    node = bindings[0].node if len(bindings) == 1 else None
    if not isinstance(node, Function) or node not in file.names.tree.body:
        raise OperationDeclined(f"{file.path} does not define the function {name} exactly once")
    if file.path.endswith(".pyi"):
        raise OperationDeclined(f"{file.path} is a stub")
    return node


def _check_body(file: File, function: Function) -> None:
    """Nothing in it means something else inside a class."""
    for node in ast.walk(function):
        name = getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "arg", "") or ""
        if isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
            raise OperationDeclined(f"{file.path}:{getattr(node, 'lineno', 0)}: {name} means something else in a class")
        if isinstance(node, ast.Global) and function.name in node.names:
            raise OperationDeclined(f"{file.path}:{node.lineno} gives {function.name} another value")


def _anchor(file: File, functions: Sequence[Function], found: Sequence[References]) -> Function:
    """The function where the class can stand: below all that it needs to be defined, above all uses at import."""
    early = [one.node for references in found for one in references.found
             if one.path == file.path and isinstance(one.node, ast.Name) and runs_at_import(file, one.node)]
    if inside := [node for node in early for function in functions if _holds(function, node)]:
        raise OperationDeclined(f"{file.path}:{inside[0].lineno} needs the class before it is made")
    needed = [binding.node for function in functions for node in at_definition(function)
              for binding in file.names.bindings(node) if binding in file.names.top.bindings.get(node.id, ())]
    lowest = max((getattr(node, "lineno", 0) for node in needed), default=0)
    for function in functions:
        if lowest < first_line(function) and not any(node.lineno < function.lineno for node in early):
            return function
    raise OperationDeclined(f"{file.path}: the functions need what is defined between them, and so would their class")


def _holds(function: Function, node: ast.Name) -> bool:
    return function.lineno <= node.lineno <= (function.end_lineno or 0)


def _head(holder: str, doc: str | None) -> list[str]:
    return [f"class {holder}:", *([f'    """{doc}"""'] if doc else [])]


def _move(splices: Nested, functions: Sequence[Function], anchor: Function, head: Sequence[str]) -> None:
    step = indent_of(splices.source)
    pieces: list[Piece] = ["\n".join(line.replace("    ", step, 1) for line in head)]
    for number, function in enumerate(functions):
        gap = "\n\n" if number or len(head) > 1 else "\n"
        first, last = lines_of(splices, function)
        splices.insert(splices.line_start(first_line(function)), f"{step}@staticmethod\n", carried=True)
        indent(splices, function, step)
        pieces += [gap, stretch_of(splices, function)]
        if function is not anchor:
            splices.take_lines(first, last)
    splices.replace(stretch_of(splices, anchor), *pieces)


OPERATION = WrapFunctionsInClass()
