"""A function that changes its home between a module and a class: what its body may not hold, and its text moved."""

from __future__ import annotations

import ast

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._code import first_line, inside_strings
from reviewer.operations._nested import Nested
from reviewer.operations._splices import Place
from reviewer.references import File


def check_body(file: File, function: Function) -> None:
    """Nothing in it means something else on the other side of a class's border."""
    for node in ast.walk(function):
        name = getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "arg", "") or ""
        is_private = isinstance(name, str) and name.startswith("__") and not name.endswith("__")
        if is_private or (isinstance(node, ast.Name) and name in ("super", "__class__")):
            raise OperationDeclined(f"{file.path}:{getattr(node, 'lineno', 0)}: {name} means something else there")


def at_definition(function: Function) -> list[ast.Name]:
    """Names that are read when the function is defined."""
    arguments = function.args
    parts: list[ast.AST | None] = [*function.decorator_list, *arguments.defaults, *arguments.kw_defaults,
                                   function.returns, *(one.annotation for one in ast.walk(arguments)
                                                       if isinstance(one, ast.arg))]
    return [node for part in parts if part is not None for node in ast.walk(part) if isinstance(node, ast.Name)]


def runs_at_import(file: File, node: ast.AST) -> bool:
    """Is it evaluated when the module is loaded, not when a function is called?"""
    inner = node
    for outer in file.names.around(node):
        if isinstance(outer, ast.Lambda) and inner is outer.body:
            return False
        if isinstance(outer, Function) and inner in outer.body:
            return False
        inner = outer
    return True


def lines_of(splices: Nested, function: Function) -> tuple[int, int]:
    """The lines of the function, the comments that touch it from above included."""
    first, last = first_line(function), function.end_lineno or function.lineno
    margin = " " * function.col_offset
    while first > 1 and splices.source.lines[first - 2].startswith(f"{margin}#"):
        first -= 1
    return first, last


def stretch_of(splices: Nested, function: Function) -> Place:
    """Its text, comments above and behind it included, without the end of its last line."""
    first, last = lines_of(splices, function)
    return splices.line_start(first), splices.line_start(last) + len(splices.source.lines[last - 1])


def indent(splices: Nested, function: Function, step: str) -> None:
    first, last = lines_of(splices, function)
    rows = list(splices.source.lines[first - 1:last])
    inside = inside_strings(rows)
    for number, row in enumerate(rows, 1):
        if number not in inside and row.strip():
            splices.insert(splices.line_start(first + number - 1), step, carried=True)


def dedent(splices: Nested, function: Function) -> None:
    first, last = lines_of(splices, function)
    rows = list(splices.source.lines[first - 1:last])
    margin = splices.source.lines[first_line(function) - 1][:function.col_offset]
    inside = inside_strings([row.removeprefix(margin) for row in rows])
    for number, row in enumerate(rows, 1):
        if number not in inside and row.startswith(margin):
            start = splices.line_start(first + number - 1)
            splices.replace((start, start + len(margin)))
