"""Take away a local name that nobody reads: its assignments, or the name that an `except` gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import PositionProvider

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function, Names, Scope
from reviewer.operations import _schema as shape
from reviewer.operations._codemod import Codemod, rewrite
from reviewer.operations._edits import Source, read
from reviewer.tree import Tree

_READS_EVERYTHING = frozenset({"locals", "vars", "dir", "eval", "exec"})
_READS_FRAMES = re.compile(r"locals\b|_getframe|currentframe|\btb_\w+|\bTraceback\b|Exception_?Info|\bf_back|settrace")
"""A file that shows the locals of other frames reads names that it does not spell."""

_MUST_RAISE = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
"""Their block is left by an exception or fails: what its last assignment gives is never held."""


@dataclass(frozen=True)
class RemoveAssignment:
    kind = "remove_assignment"
    does = ("Removes local names that nobody reads: plain assignments, and the name an `except` gives; declines when "
            "what is assigned may do something, or a comment beside it may explain it.")
    parameters = shape.takes(
        path=shape.path("The file"),
        locals=shape.some(
            shape.takes(function=shape.dotted("The function, inside the module", "Cart.total"),
                        name=shape.name("The local name", "rate")),
            "The names that go", [{"function": "Cart.total", "name": "rate"}]))
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("Nothing reads the name, and what it is given is a plain value, or the call that gives it stays and is "
            "meant to raise.")

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        codemod = _Removal()
        for wanted in parameters["locals"]:
            for binding in unread(source, wanted["function"], wanted["name"]):
                why = why_keep(source, binding)
                if why is not None:
                    raise OperationDeclined(f"{source.path}: `{wanted['name']}` stays: {why}")
                codemod.plan(source.names, binding)
        change = rewrite(source.path, source.content, codemod)
        if change is not None:
            yield change


def unread(source: Source, function: str, name: str) -> list[Binding]:
    """What gives a value to a local name that nothing reads; empty when something does, or the function is gone.

    Raises OperationDeclined when two functions have that qualified name.
    """
    scopes = {id(scope): scope for inner in source.names.scopes.values() for scope in inner.up()
              if isinstance(scope.node, Function) and _qualname(source.names, scope) == function}
    if len(scopes) > 1:
        raise OperationDeclined(f"{source.path} defines {function} more than once")
    for scope in scopes.values():
        if name in scope.bindings and not any(isinstance(use.ctx, ast.Load) for use in source.names.uses(scope, name)):
            return scope.bindings[name]
    return []


def _qualname(names: Names, scope: Scope) -> str:
    assert isinstance(scope.node, Function)
    return ".".join(filter(None, (names.qualname(scope.node), scope.node.name)))


def why_keep(source: Source, binding: Binding) -> str | None:
    """Why this one assignment must stay, in words; None: it may go."""
    names, node = source.names, binding.node
    function = next((f for f in names.around(node) if isinstance(f, Function)), None)
    if function is None or any(isinstance(n, ast.Name) and n.id in _READS_EVERYTHING for n in ast.walk(function)):
        return "the function looks names up at run time"
    if any(isinstance(n, ast.Global | ast.Nonlocal) and binding.name in n.names for n in ast.walk(function)):
        return "it is not a local name"
    if any(_READS_FRAMES.search(line) for line in source.lines):
        return "the file reads locals through frames"
    if isinstance(node, ast.ExceptHandler):
        return None
    statement = names.parents.get(node)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or node not in _only_target(statement):
        return "more than a plain assignment gives it its value"
    last = statement.end_lineno or statement.lineno
    if any("#" in line for line in source.lines[max(0, statement.lineno - 2):last]):
        return "a comment beside it may explain it"
    if calls_only_to_raise(names, statement):
        return None
    if not _is_plain(statement.value, names, function):
        return "what it is given may do something, or must be held"
    if len(getattr(names.parents[statement], "body", ())) < 2:
        return "it stands alone in its block"
    return _why_left_over(source, statement)


def _only_target(statement: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    targets: list[ast.expr] = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return targets if len(targets) == 1 else []


def calls_only_to_raise(names: Names, statement: ast.Assign | ast.AnnAssign) -> bool:
    """Is it `x = call()` as the last line of a `with pytest.raises(...)` block?"""
    block = names.parents.get(statement)
    return (isinstance(block, ast.With) and isinstance(statement.value, ast.Call) and block.body[-1] is statement
            and any(isinstance(item.context_expr, ast.Call) and _name(item.context_expr.func) in _MUST_RAISE
                    for item in block.items))


def _name(callee: ast.expr) -> str:
    return callee.attr if isinstance(callee, ast.Attribute) else callee.id if isinstance(callee, ast.Name) else ""


def _is_plain(value: ast.expr | None, names: Names, function: ast.AST) -> bool:
    """A value that can be left out: constants, names bound for certain, and displays and lambdas of them."""
    if value is None or isinstance(value, ast.Constant):
        return value is not None
    if isinstance(value, ast.Name):
        return any(isinstance(binding.node, ast.arg) for binding in names.bindings(value))
    if isinstance(value, ast.Lambda):
        return not value.args.defaults and not value.args.kw_defaults
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.operand, ast.Constant) and isinstance(value.operand.value, int | float)
    if isinstance(value, ast.List | ast.Tuple):
        return all(_is_plain(item, names, function) for item in value.elts)
    if isinstance(value, ast.Set):
        return all(isinstance(item, ast.Constant) for item in value.elts)
    if isinstance(value, ast.Dict):
        return all(isinstance(key, ast.Constant) for key in value.keys) and all(
            _is_plain(item, names, function) for item in value.values)
    return False


def _why_left_over(source: Source, statement: ast.Assign | ast.AnnAssign) -> str | None:
    """Would the change leave another name without use? Then it is a larger change than this one."""
    names = source.names
    inside = {node for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for node in inside:
        home = names.scopes[node].home(node.id)
        if home is None or any(isinstance(binding.node, ast.arg) for binding in home.bindings[node.id]):
            continue
        if inside.issuperset(use for use in names.uses(home, node.id) if isinstance(use.ctx, ast.Load)):
            return f"`{node.id}` would have no use left either"
    return None


class _Removal(Codemod):
    """Drops statements, keeps the value of some, and takes the name off handlers; each known by its position."""

    def __init__(self) -> None:
        super().__init__()
        self._drop: set[tuple[int, int]] = set()
        self._keep_value: set[tuple[int, int]] = set()
        self._handlers: set[tuple[int, int]] = set()

    def plan(self, names: Names, binding: Binding) -> None:
        node = binding.node
        if isinstance(node, ast.ExceptHandler):
            self._handlers.add((node.lineno, node.col_offset))
            return
        statement = names.parents[node]
        assert isinstance(statement, ast.Assign | ast.AnnAssign)
        keeps = calls_only_to_raise(names, statement)
        (self._keep_value if keeps else self._drop).add((statement.lineno, statement.col_offset))

    def leave_SimpleStatementLine(self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine,
                                  ) -> cst.SimpleStatementLine | cst.RemovalSentinel:
        first = original_node.body[0] if len(original_node.body) == 1 else None
        where = self._where(first) if first is not None else None
        if where in self._drop:
            self._touch_whole_lines(original_node)
            return cst.RemoveFromParent()
        if where in self._keep_value and isinstance(first, cst.Assign | cst.AnnAssign) and first.value is not None:
            self.touch(original_node)
            return updated_node.with_changes(body=[cst.Expr(first.value)])
        return updated_node

    def leave_ExceptHandler(self, original_node: cst.ExceptHandler, updated_node: cst.ExceptHandler,
                            ) -> cst.ExceptHandler:
        if self._where(original_node) not in self._handlers:
            return updated_node
        line = self.get_metadata(PositionProvider, original_node).start.line
        self.spans.add((line, line))
        return updated_node.with_changes(name=None)

    def _touch_whole_lines(self, statement: cst.SimpleStatementLine) -> None:
        self.spans.add(self.lines_of(statement))

    def _where(self, node: cst.CSTNode) -> tuple[int, int]:
        start = self.get_metadata(PositionProvider, node).start
        return start.line, start.column


def locals_of(source: Source) -> Iterator[tuple[str, str, Binding]]:
    """(function, name, first binding) of every local that is given a value and never read."""
    scopes = {id(scope): scope for inner in source.names.scopes.values() for scope in inner.up() if scope.is_function}
    for scope in scopes.values():
        for name, bindings in scope.bindings.items():
            if not any(isinstance(use.ctx, ast.Load) for use in source.names.uses(scope, name)):
                yield _qualname(source.names, scope), name, bindings[0]


OPERATION = RemoveAssignment()
