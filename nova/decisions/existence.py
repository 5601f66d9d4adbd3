"""What an accepted record names and the code does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from nova.decisions.scopes import as_paths, covers, is_path, path_matches
from nova.decisions.treecode import TreeCode
from nova.domain.decision import Constraint, ConstraintKind, Decision


class Named(StrEnum):
    """What a name that matches nothing was meant to be."""

    PATHS = "which matches no file"
    SYMBOL = "and there is no such definition"
    MODULE = "and there is no such module or name"


@dataclass(frozen=True, slots=True)
class Missing:
    """One name of a record that matches nothing."""

    where: str | int | None
    """The key of the front matter, or the constraint's line."""
    key: str
    """The key, or the constraint's id."""
    name: str
    kind: Named

    @property
    def what(self) -> str:
        said = self.key if isinstance(self.where, str) else f"its constraint {self.key}"
        return f"{said} names {self.name}, {self.kind}"

    @property
    def files(self) -> tuple[str, ...]:
        """Globs over the files that it was itself; empty: it was a name in one."""
        return () if self.kind is Named.SYMBOL else as_paths(self.name.removeprefix("!"))

    @property
    def holder(self) -> tuple[tuple[str, ...], str] | None:
        """Globs over the files that may have defined it, and the name in them; None: it was no such name."""
        if self.kind is Named.SYMBOL:
            module, _, name = self.name.partition(":")
            return as_paths(module), name
        module, _, name = self.name.rpartition(".")
        return (as_paths(module)[:1], name) if self.kind is Named.MODULE and module else None


def missing(decision: Decision, paths: Collection[str], code: TreeCode) -> Iterator[Missing]:
    """Each glob, symbol and module of the record that matches nothing."""
    for pattern in decision.applies_to:
        if not in_tree(pattern, paths, code):
            yield Missing("applies-to", "applies-to", pattern, Named.PATHS)
    for symbol in decision.symbols:
        if not code.has_symbol(symbol):
            yield Missing("symbols", "symbols", symbol, Named.SYMBOL)
    for constraint in decision.constraints:
        for name, kind in _of_constraint(constraint, paths, code):
            yield Missing(constraint.line, constraint.id, name, kind)


def unmet(decision: Decision, paths: Collection[str]) -> Iterator[Missing]:
    """Each path that the record requires and that is not there: a broken constraint, not a wrong record."""
    for constraint in decision.constraints:
        if constraint.kind is ConstraintKind.REQUIRE_PATH:
            for pattern in constraint.of:
                if not any(path_matches(pattern, path) for path in paths):
                    yield Missing(constraint.line, constraint.id, pattern, Named.PATHS)


def in_tree(pattern: str, paths: Collection[str], code: TreeCode) -> bool:
    """Whether a scope's pattern, taken in or out, matches a file."""
    bare = (pattern.removeprefix("!"),)
    if is_path(bare[0]):
        return any(covers(bare, path) for path in paths)
    return any(True for _ in code.in_scope(bare))


def _of_constraint(constraint: Constraint, paths: Collection[str], code: TreeCode) -> Iterator[tuple[str, Named]]:
    for pattern in constraint.inside:
        if not in_tree(pattern, paths, code):
            yield pattern, Named.PATHS
    if constraint.kind is ConstraintKind.KEEP:
        for symbol in constraint.of:
            if not code.has_symbol(symbol):
                yield symbol, Named.SYMBOL
    # What is forbidden may well be gone: that is the point. What is guarded, layered or to be used is to exist.
    for module in _modules(constraint, code):
        if not code.has_dotted(module):
            yield module, Named.MODULE


def _modules(constraint: Constraint, code: TreeCode) -> Iterator[str]:
    if constraint.kind is ConstraintKind.LAYERS:
        yield from constraint.of
    elif constraint.kind is ConstraintKind.ONLY_IMPORT:
        yield from (module for module in constraint.of if "*" not in module and code.is_own(module))
    elif constraint.use and code.is_own(constraint.use):
        yield constraint.use
