"""Which local names of a function a piece of it needs, and which of those it binds are read afterwards.

A graph of steps, each a statement without its blocks, or the head of one; what may raise inside a `try` may go on in
its handlers. Names that nested functions take along are told apart: their reads happen who knows when.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reviewer.names import Names, Scope

_SWALLOWS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesMessage", "warns"})
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.GeneratorExp)


@dataclass(slots=True, eq=False)
class Step:
    """What is evaluated at one go: first everything is read, then bound."""

    nodes: tuple[ast.AST, ...]
    inside: bool
    reads: list[str] = field(default_factory=list)
    later: set[str] = field(default_factory=set)
    """Read by a nested function or generator, whenever that runs."""
    binds: set[str] = field(default_factory=set)
    may_bind: set[str] = field(default_factory=set)
    unbinds: set[str] = field(default_factory=set)
    following: list[Step] = field(default_factory=list)
    handlers: list[Step] = field(default_factory=list)
    """Where an exception of this step may lead."""


class Flow:
    """The steps of one function or module, of which some are inside a piece."""

    def __init__(self, names: Names, scope: Scope, piece: Iterable[ast.AST]) -> None:
        self.names, self.scope = names, scope
        self.steps: list[Step] = []
        self._piece = set(piece)
        self._binders: dict[ast.AST, list[str]] = {}
        for name, bindings in scope.bindings.items():
            for binding in bindings:
                self._binders.setdefault(binding.node, []).append(name)
        node = scope.node
        self._loops: list[tuple[Step, list[Step]]] = []
        self._tries: list[list[Step]] = []
        self.start = self._step([], [], False)
        self.start.binds = {name for name, found in scope.bindings.items() if isinstance(found[0].node, ast.arg)}
        ends = self._block(getattr(node, "body", []), [self.start], False)
        self.end = self._step([], ends, False)
        self.live = _fixpoint(self.steps, lambda step: [*step.following, *step.handlers], _live_before)

    def _step(self, nodes: Sequence[ast.AST], before: Iterable[Step], inside: bool) -> Step:
        step = Step(tuple(nodes), inside or any(self._holds_piece(node) for node in nodes))
        for node in nodes:
            self._read(step, node)
        for other in before:
            other.following.append(step)
        self.steps.append(step)
        step.handlers += self._tries[-1] if self._tries else []
        return step

    def _holds_piece(self, node: ast.AST) -> bool:
        return any(part in self._piece for part in ast.walk(node)) if self._piece else False

    def _read(self, step: Step, node: ast.AST) -> None:
        sure = node.value if isinstance(node, ast.Expr) else node
        for part in ast.walk(node):
            for name in self._binders.get(part, ()):
                self._bind(step, part, name, sure)
            if isinstance(part, ast.Name) and part in self.names.scopes:
                self._use(step, part)
            if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
                self._use(step, part.target, read=True)

    def _bind(self, step: Step, part: ast.AST, name: str, sure: ast.AST) -> None:
        holder = self.names.parents.get(part)
        if isinstance(holder, ast.AnnAssign) and holder.value is None:
            return
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del):
            step.unbinds.add(name)
        elif isinstance(holder, ast.NamedExpr) and holder is not sure:
            step.may_bind.add(name)
        else:
            step.binds.add(name)

    def _use(self, step: Step, part: ast.Name, *, read: bool = False) -> None:
        inner = self.names.scopes[part]
        if inner.home(part.id) is not self.scope or not (read or isinstance(part.ctx, ast.Load)):
            return
        if part.id not in step.reads:
            step.reads.append(part.id)
        for scope in inner.up():
            if scope is self.scope:
                break
            if isinstance(scope.node, _LATER):
                step.later.add(part.id)

    def _block(self, block: Sequence[ast.stmt], before: list[Step], inside: bool) -> list[Step]:
        for statement in block:
            before = self._statement(statement, before, inside or statement in self._piece)
        return before

    def _statement(self, node: ast.stmt, before: list[Step], inside: bool) -> list[Step]:
        if isinstance(node, ast.If):
            test = [self._step([node.test], before, inside)]
            return self._block(node.body, test, inside) + self._block(node.orelse, test, inside)
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            return self._loop(node, before, inside)
        if isinstance(node, ast.Try | ast.TryStar):
            return self._try(node, before, inside)
        if isinstance(node, ast.With | ast.AsyncWith):
            return self._with(node, before, inside)
        if isinstance(node, ast.Match):
            return self._match(node, before, inside)
        step = self._step([node], before, inside)
        if isinstance(node, ast.Break | ast.Continue) and self._loops:
            top, broken = self._loops[-1]
            if isinstance(node, ast.Break):
                broken.append(step)
            else:
                step.following.append(top)
            return []
        return [] if isinstance(node, ast.Return | ast.Raise) else [step]

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, before: list[Step], inside: bool) -> list[Step]:
        broken: list[Step] = []
        if isinstance(node, ast.While):
            top = self._step([node.test], before, inside)
            endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
            done = [] if endless else [top]
        else:
            given = self._step([node.iter], before, inside)
            top = self._step([node.target], [given], inside)
            done = [] if surely_entered(node) else [given]
        self._loops.append((top, broken))
        ends = self._block(node.body, [top], inside)
        self._loops.pop()
        if not isinstance(node, ast.While):
            # The target is bound again only when there is a next item, so the way out is not through the top.
            done += [*ends, *_continues(self.steps, top)]
        for end in ends:
            end.following.append(top)
        return self._block(node.orelse, done, inside) + broken

    def _try(self, node: ast.Try | ast.TryStar, before: list[Step], inside: bool) -> list[Step]:
        before = [self._step([], before, inside)]
        entries = [self._handler(handler, inside) for handler in node.handlers]
        abrupt = [self._step([], [], inside)] if node.finalbody else []
        outer = self._tries[-1] if self._tries else []
        # Without knowing what is raised, no handler is sure to take it.
        self._tries.append([*entries, *abrupt, *outer])
        ends = self._block(node.body, before, inside)
        self._tries[-1] = [*abrupt, *outer]
        ends = self._block(node.orelse, ends, inside)
        for handler, entry in zip(node.handlers, entries, strict=True):
            entry.handlers += self._tries[-1]
            leaving = self._block(handler.body, [entry], inside)
            ends += [self._unbinding(handler.name, leaving, inside)] if handler.name else leaving
        self._tries.pop()
        if abrupt:
            raised = self._block(node.finalbody, abrupt, inside)
            jumps = any(isinstance(part, ast.Break | ast.Continue) for part in ast.walk(node))
            self._pending(raised, outer, self._loops[-1:] if jumps else [])
            ends = self._block(node.finalbody, ends, inside)
        return ends

    def _pending(self, raised: list[Step], outer: list[Step], loops: list[tuple[Step, list[Step]]]) -> None:
        """What comes after a `finally` that ran on the way out: anything around that an exit may lead to."""
        for step in raised:
            step.handlers += outer
            for top, broken in loops:
                step.following.append(top)
                broken.append(step)

    def _handler(self, handler: ast.ExceptHandler, inside: bool) -> Step:
        step = self._step([handler.type] if handler.type else [], [], inside)
        if handler.name:
            step.binds.add(handler.name)
        return step

    def _unbinding(self, name: str, before: list[Step], inside: bool) -> Step:
        step = self._step([], before, inside)
        step.unbinds.add(name)
        return step

    def _with(self, node: ast.With | ast.AsyncWith, before: list[Step], inside: bool) -> list[Step]:
        for item in node.items:
            before = [self._step([item], before, inside)]
        if not any(_swallows(item) for item in node.items):
            return self._block(node.body, before, inside)
        after = self._step([], before, inside)
        self._tries.append([after, *(self._tries[-1] if self._tries else [])])
        ends = self._block(node.body, before, inside)
        self._tries.pop()
        return [*ends, after]

    def _match(self, node: ast.Match, before: list[Step], inside: bool) -> list[Step]:
        failing = [self._step([node.subject], before, inside)]
        ends: list[Step] = []
        for case in node.cases:
            taken = self._step([case.pattern, *([case.guard] if case.guard else [])], failing, inside)
            ends += self._block(case.body, [taken], inside)
            sure = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
            failing = [] if sure else [*failing, taken]
        return [*ends, *failing]

    def inside(self) -> list[Step]:
        return [step for step in self.steps if step.inside]

    def bound_for_sure(self) -> dict[Step, frozenset[str]]:
        """Per step, the names that have a value when it begins, whichever way led there."""
        everything = frozenset(self.scope.bindings)
        known = dict.fromkeys(self.steps, everything)
        known[self.start] = frozenset()
        leads: dict[Step, list[tuple[Step, bool]]] = {step: [] for step in self.steps}
        for step in self.steps:
            for other in step.following:
                leads[other].append((step, True))
            for other in step.handlers:
                leads[other].append((step, False))
        changed = True
        while changed:
            changed = False
            for step in self.steps:
                states = [(known[one] | one.binds) - one.unbinds if done else known[one] for one, done in leads[step]]
                new = frozenset.intersection(*states) if states else known[step]
                if new != known[step]:
                    known[step], changed = new, True
        return known

    def after(self, steps: Iterable[Step]) -> set[Step]:
        """Every step that may run after one of these."""
        seen: set[Step] = set()
        ahead = [other for step in steps for other in (*step.following, *step.handlers)]
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead += [*step.following, *step.handlers]
        return seen


def needed(steps: Sequence[Step], handed_back: frozenset[str]) -> set[str]:
    """The names that must have a value where these steps begin, when `handed_back` are read where they end."""
    members = set(steps)
    end = Step((), False, reads=list(handed_back))
    live = _fixpoint([*steps, end], lambda step: [] if step is end else [
        other if other in members else end for other in step.following] + [
        other for other in step.handlers if other in members], _live_before)
    return set(live[steps[0]])


def surely_entered(node: ast.For | ast.AsyncFor) -> bool:
    """Whether the loop runs at least once: over a display that is not empty, or a range of a number."""
    given = node.iter
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id == "range":
        only = given.args[0] if len(given.args) == 1 and not given.keywords else None
        return isinstance(only, ast.Constant) and isinstance(only.value, int) and only.value > 0
    return isinstance(given, ast.List | ast.Tuple | ast.Set) and any(
        not isinstance(one, ast.Starred) for one in given.elts)


def _live_before(step: Step, after: frozenset[str]) -> frozenset[str]:
    return (after - (step.binds - step.may_bind) - step.unbinds) | frozenset(step.reads)


def _fixpoint(steps: Sequence[Step], ahead: Callable[[Step], list[Step]],
              before: Callable[[Step, frozenset[str]], frozenset[str]]) -> dict[Step, frozenset[str]]:
    live: dict[Step, frozenset[str]] = {step: frozenset() for step in steps}
    changed = True
    while changed:
        changed = False
        for step in reversed(steps):
            after = frozenset().union(*(live[other] for other in ahead(step)))
            # What a handler reads must have survived until then, whatever the step bound before it raised.
            new = before(step, after) | frozenset().union(*(live.get(other, frozenset()) for other in step.handlers))
            if new != live[step]:
                live[step], changed = new, True
    return live


def _continues(steps: Iterable[Step], top: Step) -> list[Step]:
    return [step for step in steps if top in step.following and any(
        isinstance(node, ast.Continue) for node in step.nodes)]


def _swallows(item: ast.withitem) -> bool:
    called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
    return getattr(called, "attr", getattr(called, "id", None)) in _SWALLOWS
