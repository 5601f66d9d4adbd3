"""What code needs around it in the module that it goes to: imports, guarded ones, names that its old module keeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from reviewer.errors import OperationDeclined
from reviewer.names import Binding
from reviewer.operations._departure import Departure
from reviewer.operations._edits import Source
from reviewer.operations._import_lines import Identity, Import, Imported


@dataclass(slots=True)
class Needs:
    """Module names absolute; `Imported.name` None for `import module`."""

    imports: dict[Imported, bool] = field(default_factory=dict)
    """And whether the old module has the import relative."""
    for_types: dict[Imported, bool] = field(default_factory=dict)
    """Those under `if TYPE_CHECKING`."""
    whole: list[ast.stmt] = field(default_factory=list)
    """Statements that try imports, to be copied as they stand."""
    kept: dict[str, None] = field(default_factory=dict)
    """Names that the old module goes on defining."""
    loggers: list[ast.stmt] = field(default_factory=list)
    """Statements that make the module's logger, to be copied."""
    builtins: set[str] = field(default_factory=set)


def needs_of(departure: Departure, origin: Identity) -> Needs:
    """Raises OperationDeclined for names whose meaning cannot be had elsewhere."""
    needs = Needs()
    for name, use, bindings in departure.uses():
        if name not in departure.names:
            _add(needs, departure, origin, name, use, bindings)
    for statement in needs.loggers:
        for name, use, bindings in Departure(departure.source, [statement]).uses():
            if bindings and bindings[0].alias is not None:
                _add(needs, departure, origin, name, use, bindings)
    return needs


def _add(needs: Needs, departure: Departure, origin: Identity, name: str, use: ast.Name,
         bindings: list[Binding]) -> None:
    source = departure.source
    if not bindings:
        needs.builtins.add(name)
    elif all(isinstance(b.node, Import) and b.alias is not None for b in bindings):
        holders = {_top_statement(source, b.node) for b in bindings}
        if all(isinstance(holder, Import) for holder in holders):
            for imported, relative in _imported(source, origin, use, bindings):
                needs.imports[imported] = relative
        elif all(is_for_types(holder) for holder in holders):
            for imported, relative in _imported(source, origin, use, bindings):
                needs.for_types[imported] = relative
        else:
            _whole(needs, source, holders, name)
    elif any(b.alias is not None for b in bindings):
        _whole(needs, source, {_top_statement(source, b.node) for b in bindings}, name)
    else:
        _definition(needs, source, name, bindings)


def _definition(needs: Needs, source: Source, name: str, bindings: list[Binding]) -> None:
    statement = _top_statement(source, bindings[0].node)
    if makes_logger(statement):
        if statement not in needs.loggers:
            needs.loggers.append(statement)
        return
    if any(isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) for b in bindings
           for outer in source.names.around(b.node) if b.node is not outer):
        raise OperationDeclined(f"{source.path} gives {name} another value in a function")
    needs.kept[name] = None


def _whole(needs: Needs, source: Source, holders: set[ast.stmt], name: str) -> None:
    for holder in holders:
        if not isinstance(holder, ast.Try | ast.If) or not all(is_plain(s) for s in below(holder)):
            raise OperationDeclined(f"{source.path}:{holder.lineno} imports {name} under a condition")
        if holder not in needs.whole:
            needs.whole.append(holder)


def below(statement: ast.stmt) -> Iterator[ast.stmt]:
    for node in ast.walk(statement):
        if isinstance(node, ast.stmt) and node is not statement:
            yield node


def is_plain(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return not statement.level
    return isinstance(statement, ast.Import | ast.Assign | ast.Pass | ast.Try | ast.If) and not any(
        isinstance(node, ast.Call) for node in ast.walk(statement))


def _imported(source: Source, origin: Identity, use: ast.Name, bindings: list[Binding],
              ) -> Iterator[tuple[Imported, bool]]:
    chain = _chain(source, use)
    plain = [b for b in bindings if isinstance(b.node, ast.Import) and b.alias is not None and not b.alias.asname]
    reaching = [b for b in plain if b.alias is not None and f"{chain}.".startswith(f"{b.alias.name}.")]
    for binding in bindings:
        statement, alias = binding.node, binding.alias
        if alias is None or (reaching and binding in plain and binding not in reaching):
            continue
        if isinstance(statement, ast.Import):
            yield Imported(alias.name, None, alias.asname), False
        elif isinstance(statement, ast.ImportFrom):
            home = origin.absolute("." * statement.level + (statement.module or ""))
            yield Imported(home, alias.name, alias.asname), statement.level > 0


def _chain(source: Source, use: ast.Name) -> str:
    node: ast.AST = use
    while isinstance(holder := source.names.parents.get(node), ast.Attribute):
        node = holder
    return ast.unparse(node)


def makes_logger(statement: ast.stmt) -> bool:
    """`logger = logging.getLogger(__name__)`: every module has its own."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in ("getLogger", "get_logger")


def is_for_types(statement: ast.AST | None) -> TypeGuard[ast.If]:
    """`if TYPE_CHECKING:` alone."""
    return isinstance(statement, ast.If) and ast.unparse(statement.test).rpartition(".")[2] == "TYPE_CHECKING" and (
        not statement.orelse)


def _top_statement(source: Source, node: ast.AST) -> ast.stmt:
    while source.names.parents.get(node) is not source.names.tree:
        node = source.names.parents[node]
    assert isinstance(node, ast.stmt)
    return node
