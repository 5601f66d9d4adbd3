"""Write a function, method or class anew, under the same name and with the same signature."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nova.code.syntax import serialise
from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._code import (
    Definition,
    add_imports,
    check_known,
    definition_of,
    find,
    first_line,
    imports_of,
    imports_schema,
    indent_of,
    indented,
    lines_schema,
)
from reviewer.operations._edits import read
from reviewer.operations._nested import Nested
from reviewer.tree import Tree


@dataclass(frozen=True)
class ReplaceDefinition:
    kind = "replace_definition"
    does = ("Writes a function, method or class anew under its name; declines when decorators, parameters, defaults or "
            "bases would be others, when it is defined twice, and for unknown names.")
    parameters = shape.takes(
        path=shape.path("The file that defines it"),
        name=shape.dotted("The definition, as it is called inside the module", "total", "Cart.total"),
        code=lines_schema("The definition as it is to be, its lines", ["def total(cart):", "    return sum(cart)"]),
        optional={"imports": imports_schema()})
    effect = Effect.CHANGES
    changes_what = "what a definition does"
    safe = None
    inserts = ("code", "imports")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['name']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        code, name = parameters["code"], parameters["name"]
        old, new = find(source, name), definition_of(code)
        wanted = imports_of(parameters.get("imports", ()))
        _check_same_outside(name, old, new)
        if serialise(old) == serialise(new):
            return
        check_known(source, source.names.scopes[old], code, wanted)
        splices = Nested(source)
        add_imports(tree, splices, wanted)
        first, last = first_line(old), old.end_lineno or old.lineno
        margin = source.lines[first - 1][:old.col_offset]
        text = "\n".join(indented(code, margin, indent_of(source)))
        start, end = splices.line_start(first), splices.place(old)[1]
        if margin.strip() or splices.text[end:splices.line_start(last + 1)].strip():
            raise OperationDeclined(f"{name} shares its last line with a comment or other code")
        splices.replace((start, end), text)
        if (change := splices.change()) is not None:
            yield change


def _check_same_outside(name: str, old: Definition, new: Definition) -> None:
    """What others see of it stays: its name, kind, parameters, decorators."""
    if new.name != old.name:
        raise OperationDeclined(f"the code defines {new.name}, not {old.name}")
    if type(new) is not type(old):
        raise OperationDeclined(f"{name} would become another kind of definition")
    if _outside(new) != _outside(old):
        raise OperationDeclined(f"{name} would get other decorators, parameters, defaults or bases")
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
        missing = {getattr(one, "name", "") for one in old.body} - {getattr(one, "name", "") for one in new.body}
        if missing - {""}:
            raise OperationDeclined(f"{name} would lose {', '.join(sorted(missing - {''}))}")


def _outside(node: Definition) -> list[str]:
    parts: list[ast.AST] = [*node.decorator_list]
    if isinstance(node, ast.ClassDef):
        return [serialise(part) for part in [*parts, *node.bases, *node.keywords]]
    arguments = node.args
    several = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    shape_of = [f"{len(arguments.posonlyargs)} {len(arguments.args)} {len(arguments.kwonlyargs)}",
                *(one.arg if one else "-" for one in several)]
    defaults = [*arguments.defaults, *arguments.kw_defaults]
    return [*(serialise(part) for part in parts), *shape_of, *(serialise(one) if one else "-" for one in defaults)]


OPERATION = ReplaceDefinition()
