"""Let one module's function be another module's: imported in its place, or called by what stays of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._callers import module_of
from reviewer.operations._code import add_imports, find, first_line
from reviewer.operations._edits import Source, first_party, read
from reviewer.operations._import_lines import Imported, ImportLines
from reviewer.operations._nested import Nested
from reviewer.operations._resigning import leads_to
from reviewer.operations._signature import How, parameters_of
from reviewer.references import Files, Resolver, Symbol
from reviewer.tree import Tree


@dataclass(frozen=True)
class ReplaceByAlias:
    kind = "replace_by_alias"
    does = ("Makes a function another module's function, by import or by a body that calls it; declines unless both "
            "take the same parameters, and when the other module imports this one.")
    parameters = shape.takes(
        path=shape.path("The file whose function goes"),
        name=shape.name("The module-level function", "clean"),
        module=shape.module_as_written("The module of the other one, as this file shall import it", "shop.text"),
        optional={
            "other": shape.name("The name of the other one; left out: the same", "clean_text"),
            "keep": shape.one_of("`call`: the definition stays, with its docstring, and calls the other one; left out: "
                                 "an import takes its place", ["call", "import"], "call"),
            "alias": shape.name("With `call`: under which name the other one is imported", "imported_clean")})
    effect = Effect.CHANGES
    changes_what = "a function does what another one does"
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['name']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source, name, module = read(tree, parameters["path"]), parameters["name"], parameters["module"]
        other_name: str = parameters.get("other") or name
        if all(binding.alias is not None for binding in source.names.top.bindings.get(name, [])):
            return
        own = find(source, name)
        other_path, other = _other(tree, source, module, other_name)
        _check(tree, source, own, other_path, other)
        splices = Nested(source)
        if parameters.get("keep") == "call":
            alias = parameters.get("alias") or f"imported_{name}"
            if source.names.taken(alias):
                return
            add_imports(tree, splices, [Imported(module, other_name, alias)])
            _call_instead(splices, own, alias)
        else:
            _check_bound_early(source, own, name)
            splices.take_lines(first_line(own), own.end_lineno or own.lineno)
            _import_instead(tree, splices, Imported(module, other_name, None if other_name == name else name))
        if (change := splices.change()) is not None:
            yield change


def _other(tree: Tree, source: Source, module: str, name: str) -> tuple[str, Function]:
    files = Files(tree)
    bare = module.lstrip(".")
    path = files.relative(source.path, len(module) - len(bare), bare) if module != bare else files.module(
        bare, source.path)
    found = Resolver(files).exported(path, name) if path else ()
    symbol = found[0] if len(found) == 1 else None
    if not isinstance(symbol, Symbol) or symbol.path == source.path:
        raise OperationDeclined(f"{module} has no other function {name}")
    other = find(read(tree, symbol.path), symbol.name)
    if not isinstance(other, Function):
        raise OperationDeclined(f"{name} of {symbol.path} is no function")
    return symbol.path, other


def _check(tree: Tree, source: Source, own: ast.AST, other_path: str, other: Function) -> None:
    if not isinstance(own, Function) or own not in source.names.tree.body or own.decorator_list:
        raise OperationDeclined(f"{source.path} has no such plain function")
    mine, others = parameters_of(own), parameters_of(other)
    if type(own) is not type(other) or mine != others:
        raise OperationDeclined(f"{own.name} and {other.name} of {other_path} take different parameters")
    if leads_to(Files(tree), other_path, source.path):
        raise OperationDeclined(f"{other_path} imports {source.path}, and the two would import each other")


def _call_instead(splices: Nested, own: Any, alias: str) -> None:
    """The body becomes the docstring and the call."""
    documented = ast.get_docstring(own) is not None
    body = own.body[1:] if documented else own.body
    if not body or body[0].lineno == own.lineno:
        raise OperationDeclined(f"the body of {own.name} stands on the line of its head")
    start, end = splices.place(body[0])[0], splices.place(body[-1])[1]
    passed = [{How.REST: "*{0}", How.OTHERS: "**{0}", How.KEYWORD: "{0}={0}"}.get(one.how, "{0}").format(one.name)
              for one in parameters_of(own)]
    value = f"{alias}({', '.join(passed)})"
    splices.replace((start, end), f"return {'await ' if isinstance(own, ast.AsyncFunctionDef) else ''}{value}")


def _check_bound_early(source: Source, own: Any, name: str) -> None:
    """Nothing reads the module's other names between: an import at the top is bound sooner, which harms nobody."""
    if any(isinstance(node, ast.Global) and name in node.names for node in source.names.scopes):
        raise OperationDeclined(f"{source.path} gives {own.name} another value")


def _import_instead(tree: Tree, splices: Nested, new: Imported) -> None:
    lines = ImportLines(splices, module_of(tree, splices.source.path), first_party(tree))
    lines.add(new)
    lines.write()


OPERATION = ReplaceByAlias()
