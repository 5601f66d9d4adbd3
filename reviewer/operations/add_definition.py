"""Put a new function, class or constant into a file, or a new method into a class, with the imports it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function, Scope
from reviewer.operations import _schema as shape
from reviewer.operations._code import (
    add_imports,
    check_known,
    code_of,
    find,
    first_line,
    imports_of,
    imports_schema,
    indent_of,
    indented,
    lines_schema,
)
from reviewer.operations._edits import Source, read
from reviewer.operations._nested import Nested
from reviewer.references import Files
from reviewer.tree import Tree


@dataclass(frozen=True)
class AddDefinition:
    kind = "add_definition"
    does = ("Puts a new function, class or constant into a module, or a method into a class, with its imports; "
            "declines for a name that means something there, and for code that uses unknown names.")
    parameters = shape.takes(
        path=shape.path("The file; it is made when it is not there"),
        code=lines_schema("The definition, its lines", ["def total(cart):", "    return sum(cart)"]),
        optional={"within": shape.scope("The class that gets it", "Cart"),
                  "after": shape.scope("The definition below which it goes; left out: at the end", "Cart", "Cart.add"),
                  "imports": imports_schema()})
    effect = Effect.CHANGES
    changes_what = "a definition is added"
    safe = None
    inserts = ("code", "imports")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        within = parameters.get("within") or ""
        return [f"{parameters['path']}::{within and within + '.'}{name}" for name in _bound_by(parameters["code"])]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, code = parameters["path"], parameters["code"]
        wanted = imports_of(parameters.get("imports", ()))
        names = _bound_by(code)
        if not tree.exists(path):
            yield _created(path, parameters)
            return
        source = read(tree, path)
        scope, body = _scope(source, parameters.get("within") or "")
        _check_free(tree, source, scope, names)
        check_known(source, scope, code, wanted)
        splices = Nested(source)
        add_imports(tree, splices, wanted)
        after = parameters.get("after")
        _put(splices, scope, body, find(source, after) if after else body[-1] if body else None, code)
        if (change := splices.change()) is not None:
            yield change


def _bound_by(code: Sequence[str]) -> list[str]:
    """The names that the code defines. Raises OperationDeclined for statements that do anything else."""
    names: list[str] = []
    for statement in code_of(code).body:
        if isinstance(statement, Function | ast.ClassDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
        else:
            raise OperationDeclined("the code does more than define functions, classes and constants")
    if not names:
        raise OperationDeclined("the code defines nothing")
    return names


def _created(path: str, parameters: Mapping[str, Any]) -> FileChange:
    if parameters.get("within") or parameters.get("after") or not path.endswith(".py"):
        raise OperationDeclined(f"{path} is not there")
    imports = list(parameters.get("imports", ()))
    text = "\n".join([*imports, *([""] * 2 if imports else []), *parameters["code"]]) + "\n"
    return FileChange(path=path, before=None, after=text.encode("utf-8"))


def _scope(source: Source, within: str) -> tuple[Scope, list[ast.stmt]]:
    if not within:
        return source.names.top, source.names.tree.body
    holder = find(source, within)
    if not isinstance(holder, ast.ClassDef):
        raise OperationDeclined(f"{within} is no class")
    return source.names.scopes[holder.body[0]], holder.body


def _check_free(tree: Tree, source: Source, scope: Scope, names: Sequence[str]) -> None:
    for name in names:
        if name in scope.bindings:
            raise OperationDeclined(f"{source.path} has a {name} there already")
        if isinstance(scope.node, ast.ClassDef):
            check_overrides_nothing(tree, source, scope.node, name)
        elif source.names.star_imports or any(
                isinstance(node, ast.Name) and node.id == name and source.names.scopes[node].home(name) is None
                for node in source.names.scopes):
            raise OperationDeclined(f"{name} may mean something in {source.path} already")


def check_overrides_nothing(tree: Tree, source: Source, holder: ast.ClassDef, name: str) -> None:
    """No class above or below it may have such a method: whoever calls that one would get this one, or the reverse."""
    related = _family(tree, holder.name, [ast.unparse(base).rpartition(".")[2] for base in holder.bases])
    for path, cls in related:
        if any(isinstance(one, Function) and one.name == name for one in cls.body):
            raise OperationDeclined(f"{cls.name} of {path} has a {name}, which {holder.name} would override")


def _family(tree: Tree, name: str, above: Sequence[str]) -> list[tuple[str, ast.ClassDef]]:
    """Classes of the project that are named like a base of it, or that name it as a base."""
    def is_related(node: ast.ClassDef) -> bool:
        return node.name in above or any(ast.unparse(base).rpartition(".")[2] == name for base in node.bases)
    files = Files(tree)
    read_ones = [file for word in dict.fromkeys([name, *above]) for path in files.holding(word)
                 if (file := files.get(path))]
    return [(file.path, node) for file in dict.fromkeys(read_ones) for node in ast.walk(file.names.tree)
            if isinstance(node, ast.ClassDef) and is_related(node)]


def _put(splices: Nested, scope: Scope, body: Sequence[ast.stmt], after: ast.stmt | None, code: Sequence[str]) -> None:
    if after is not None and after not in body:
        raise OperationDeclined(f"{getattr(after, 'name', 'it')} does not stand where the definition goes")
    source = splices.source
    margin = "" if not isinstance(scope.node, ast.ClassDef) else source.lines[first_line(body[0]) - 1][
        :body[0].col_offset]
    if margin.strip():
        raise OperationDeclined(f"the body of {getattr(scope.node, 'name', '')} stands on the line of its head")
    text = "\n".join(indented(code, margin, indent_of(source)))
    below = next((one for one in body[body.index(after) + 1:]), None) if after is not None else None
    blank = _gap(scope, code_of(code).body[0], after)
    if after is None:
        splices.insert(len(splices.text), text + "\n")
        return
    at = splices.line_start((after.end_lineno or after.lineno) + 1)
    begin = "" if splices.text[:at].endswith(("\n", "\r")) else "\n"
    owed = "" if below is None or below.lineno == after.lineno else "\n" * max(
        0, _gap(scope, below, code_of(code).body[-1]) - _blank_after(source, after))
    splices.insert(at, f"{begin}{blank * chr(10)}{text}\n{owed}")


def _gap(scope: Scope, one: ast.stmt, other: ast.stmt | None) -> int:
    """Blank lines between two statements."""
    if not any(isinstance(each, Function | ast.ClassDef) for each in (one, other)):
        return 0
    return 1 if isinstance(scope.node, ast.ClassDef) else 2


def _blank_after(source: Source, statement: ast.stmt) -> int:
    rows = source.lines[statement.end_lineno or statement.lineno:]
    return next((n for n, row in enumerate(rows) if row.strip()), len(rows))


OPERATION = AddDefinition()
