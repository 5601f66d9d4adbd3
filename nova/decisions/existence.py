"""What an accepted record names and the code does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nova.decisions.scopes import covers, is_path
from nova.decisions.treecode import TreeCode
from nova.domain.decision import Constraint, ConstraintKind, Decision


def missing(decision: Decision, paths: Collection[str], code: TreeCode) -> Iterator[tuple[str | int | None, str]]:
    """(front matter key or line, what) of each glob and symbol that matches nothing."""
    for pattern in decision.applies_to:
        if not in_tree(pattern, paths, code):
            yield "applies-to", f"applies-to names {pattern}, which matches no file"
    for symbol in decision.symbols:
        if not code.has_symbol(symbol):
            yield "symbols", f"symbols names {symbol}, and there is no such definition"
    for constraint in decision.constraints:
        for what in _of_constraint(constraint, paths, code):
            yield constraint.line, f"its constraint {constraint.id} names {what}"


def in_tree(pattern: str, paths: Collection[str], code: TreeCode) -> bool:
    """Whether a scope's pattern, taken in or out, matches a file."""
    bare = (pattern.removeprefix("!"),)
    if is_path(bare[0]):
        return any(covers(bare, path) for path in paths)
    return any(True for _ in code.in_scope(bare))


def gone_symbols(decision: Decision, code: TreeCode) -> Iterator[tuple[Constraint | None, str]]:
    """(the `keep` constraint, or None for the key `symbols`; symbol) of each one without a definition."""
    for symbol in decision.symbols:
        if not code.has_symbol(symbol):
            yield None, symbol
    for constraint in decision.constraints:
        if constraint.kind is ConstraintKind.KEEP:
            for symbol in constraint.of:
                if not code.has_symbol(symbol):
                    yield constraint, symbol


def _of_constraint(constraint: Constraint, paths: Collection[str], code: TreeCode) -> Iterator[str]:
    for pattern in constraint.inside:
        if not in_tree(pattern, paths, code):
            yield f"{pattern}, which matches no file"
    if constraint.kind is ConstraintKind.KEEP:
        for symbol in constraint.of:
            if not code.has_symbol(symbol):
                yield f"{symbol}, and there is no such definition"
    # What is forbidden may well be gone: that is the point. What is guarded, layered or to be used is to exist.
    for module in _modules(constraint, code):
        if not code.has_dotted(module):
            yield f"{module}, and there is no such module or name"


def _modules(constraint: Constraint, code: TreeCode) -> Iterator[str]:
    if constraint.kind is ConstraintKind.LAYERS:
        yield from constraint.of
    elif constraint.kind is ConstraintKind.ONLY_IMPORT:
        yield from (module for module in constraint.of if "*" not in module and code.is_own(module))
    elif constraint.use and code.is_own(constraint.use):
        yield constraint.use
