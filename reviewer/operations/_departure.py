"""Module-level code about to leave its module: which statements go, what they use, how their text reads elsewhere."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function, Names, Scope
from reviewer.operations._edits import Source
from reviewer.operations._modules import own_place
from reviewer.operations._removal import heads_a_section
from reviewer.operations._splices import Place, Splices

_LOOKS = frozenset({"globals", "eval", "exec"})


@dataclass(frozen=True)
class Departure:
    """Statements of one module that go elsewhere, in their order."""

    source: Source
    statements: Sequence[ast.stmt]

    @cached_property
    def nodes(self) -> frozenset[ast.AST]:
        return frozenset(node for statement in self.statements for node in ast.walk(statement))

    @cached_property
    def names(self) -> frozenset[str]:
        """What the module no longer defines."""
        return frozenset(name for name, bindings in self.source.names.top.bindings.items()
                         if any(binding.node in self.nodes for binding in bindings))

    def uses(self) -> Iterator[tuple[str, ast.Name, list[Binding]]]:
        """Names that the code takes from its module or from Python itself, with what they mean in the module."""
        names = self.source.names
        for node in sorted((n for n in self.nodes if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset)):
            home = names.scopes[node].home(node.id)
            if home is None or home is names.top:
                yield node.id, node, names.bindings(node)

    def used_by_the_rest(self, name: str) -> list[ast.Name]:
        return [use for use in self.source.names.uses(self.source.names.top, name) if use not in self.nodes]

    def check(self) -> None:
        """Raises OperationDeclined for code that would mean something else in another module."""
        path, names = self.source.path, self.source.names
        for line, own in own_place(self.source):
            if any(isinstance(n, ast.Name) and n.id == own and n.lineno == line for n in self.nodes):
                raise OperationDeclined(f"{path}:{line} asks for `{own}`, which is another elsewhere")
        for node in self.nodes:
            if isinstance(node, ast.Global) and not self.names.issuperset(node.names):
                raise OperationDeclined(f"{path}:{node.lineno} sets a global name of the module")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _LOOKS and not (
                    names.bindings(node.func)):
                raise OperationDeclined(f"{path}:{node.lineno} reaches the module's names through `{node.func.id}`")
        for name in self.names:
            if any(binding.node not in self.nodes for binding in names.top.bindings[name]):
                raise OperationDeclined(f"{path} gives {name} another meaning elsewhere in the file")
        for name, use, bindings in self.uses():
            if not bindings and not hasattr(builtins, name) and not name.startswith("__") and names.star_imports:
                raise OperationDeclined(f"{path}:{use.lineno}: {name} comes from a star import, perhaps")


def leaving(source: Source, wanted: Sequence[str]) -> Departure:
    """The statements that define these names. Raises OperationDeclined unless they stand at module level, alone."""
    found: dict[ast.stmt, None] = {}
    for name in wanted:
        bindings = source.names.top.bindings.get(name, [])
        if not bindings:
            raise OperationDeclined(f"{source.path} defines no {name} at module level")
        for binding in bindings:
            found[_statement_of(source, name, binding)] = None
        if len(bindings) > 1 and not all(isinstance(b.node, Function) for b in bindings):
            raise OperationDeclined(f"{source.path} gives {name} more than one value")
    departure = Departure(source, sorted(found, key=lambda s: s.lineno))
    if extra := departure.names - set(wanted):
        raise OperationDeclined(f"{source.path} defines {sorted(extra)[0]} in the same statement")
    return departure


def with_calls(departure: Departure) -> Departure:
    """And the calls at module level about a variable that goes, which use nothing else that the module defines."""
    source, top = departure.source, departure.source.names.top
    variables = {name for name in departure.names if not all(isinstance(b.node, Function | ast.ClassDef)
                                                             for b in top.bindings[name])}
    more = []
    for statement in source.names.tree.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
            own = {name for name in used if any(b.alias is None for b in top.bindings.get(name, ()))}
            if used & variables and own <= departure.names:
                more.append(statement)
    return Departure(source, sorted([*departure.statements, *more], key=lambda s: s.lineno))


def _statement_of(source: Source, name: str, binding: Binding) -> ast.stmt:
    if binding.alias is not None:
        raise OperationDeclined(f"{source.path} imports {name}, and does not define it")
    node: ast.AST = binding.node
    while not isinstance(node, ast.stmt):
        node = source.names.parents[node]
    if source.names.parents.get(node) is not source.names.tree:
        raise OperationDeclined(f"{source.path}:{node.lineno} defines {name} under a condition, or sets it later")
    return node


def extent(splices: Splices, statement: ast.stmt) -> tuple[int, int]:
    """First and last line, with decorators and the comments that belong to it."""
    lines = splices.source.lines
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
    last = statement.end_lineno or statement.lineno
    start, end = splices.line_start(first), splices.place(statement)[1]
    before = splices.text[start:splices.place(statement)[0]] if first == statement.lineno else ""
    if before.strip() or splices.text[end:splices.line_start(last + 1)].lstrip(" \t").startswith(";"):
        raise OperationDeclined(f"{splices.source.path}:{first} holds several statements")
    while first > 1 and (text := lines[first - 2]).startswith("#") and not heads_a_section(text):
        if first == 2 and _is_header(lines):
            break
        first -= 1
    return first, last


def _is_header(lines: Sequence[str]) -> bool:
    return lines[0].startswith("#!") or "coding" in lines[0]


def place_of(splices: Splices, statement: ast.stmt) -> Place:
    """Of the whole lines of the statement, its comments with it."""
    return splices.lines(*extent(splices, statement))


def evaluated_at_import(names: Names, node: ast.AST) -> bool:
    """Whether the node runs when the module is imported: no function stands between."""
    scope: Scope | None = names.scopes.get(node)
    while scope is not None and scope is not names.top:
        if scope.is_function or isinstance(scope.node, ast.Lambda):
            return False
        scope = scope.parent
    return True
