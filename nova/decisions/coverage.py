"""Which code the accepted records speak about, and which records speak about no code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nova.code.modules import is_test
from nova.decisions.constraints import speaks_about
from nova.decisions.scopes import covers, narrowness
from nova.decisions.treecode import TreeCode
from nova.domain.decision import ConstraintKind, Decision

_Spoken = Mapping[str, set[str]]
"""Path -> ids of the records that speak about it."""


@dataclass(frozen=True, slots=True)
class Package:
    """The Python files of one folder, tests left out."""

    path: str
    governed: tuple[str, ...]
    bare: tuple[str, ...]
    closely: tuple[str, ...]
    """Ids of the records that name something in it, or a part of the project no wider than a folder of a package."""
    broadly: tuple[str, ...]
    """Ids of those that take it in only with a whole top folder, or more."""


@dataclass(frozen=True, slots=True)
class Coverage:
    packages: tuple[Package, ...]
    lost: tuple[Decision, ...]
    """Accepted records that name code, none of which is there."""
    silent: tuple[Decision, ...]
    """Accepted records that name no code at all: they bind the whole project, or nothing that a machine sees."""


def coverage(accepted: Sequence[Decision], paths: Sequence[str], code: TreeCode) -> Coverage:
    """`paths` are all the files; records are told by what their scopes, symbols and constraints take in."""
    close: defaultdict[str, set[str]] = defaultdict(set)
    broad: defaultdict[str, set[str]] = defaultdict(set)
    lost, silent = [], []
    for decision in accepted:
        found = _files(decision, paths, code)
        for path in found:
            broad[path].add(decision.id)
        for path in _files(_narrowed(decision), paths, code):
            close[path].add(decision.id)
        if not _names_code(decision):
            silent.append(decision)
        elif not found:
            lost.append(decision)
    return Coverage(tuple(_packages(code, close, broad)), tuple(lost), tuple(silent))


def _packages(code: TreeCode, close: _Spoken, broad: _Spoken) -> list[Package]:
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in code.paths:
        if not is_test(path):
            folders[path.rpartition("/")[0] or "."].append(path)
    return [_package(folder, files, close, broad) for folder, files in sorted(folders.items())]


def _package(folder: str, files: Sequence[str], close: _Spoken, broad: _Spoken) -> Package:
    closely = {id for path in files for id in close.get(path, ())}
    broadly = {id for path in files for id in broad.get(path, ())} - closely
    return Package(folder, tuple(path for path in files if path in broad),
                   tuple(path for path in files if path not in broad), tuple(sorted(closely)), tuple(sorted(broadly)))


def _narrowed(decision: Decision) -> Decision:
    """The record without patterns that take in a whole top folder or more."""
    constraints = [replace(constraint, inside=_narrow(constraint.inside)) for constraint in decision.constraints
                   if not constraint.inside or _narrow(constraint.inside)]
    return replace(decision, applies_to=_narrow(decision.applies_to), constraints=tuple(constraints))


def _narrow(patterns: Sequence[str]) -> tuple[str, ...]:
    kept = [pattern for pattern in patterns if pattern.startswith("!") or narrowness(pattern) > 1]
    return tuple(kept) if any(not pattern.startswith("!") for pattern in kept) else ()


def _names_code(decision: Decision) -> bool:
    return bool(decision.applies_to or decision.symbols) or any(
        constraint.inside or constraint.kind in (ConstraintKind.KEEP, ConstraintKind.LAYERS,
                                                 ConstraintKind.REQUIRE_PATH) for constraint in decision.constraints)


def _files(decision: Decision, paths: Sequence[str], code: TreeCode) -> set[str]:
    found = {path for path in paths if decision.applies_to and covers(decision.applies_to, path)}
    kept = [symbol for constraint in decision.constraints if constraint.kind is ConstraintKind.KEEP
            for symbol in constraint.of]
    for symbol in (*decision.symbols, *kept):
        if code.has_symbol(symbol):
            found.update(code.files_of(symbol))
    for constraint in decision.constraints:
        # A constraint on the whole project names no file in particular; speaks_about leaves it out.
        found.update(path for path in paths if speaks_about(constraint, path, code.module_name(path)))
    return found


def share(governed: int, whole: int) -> str:
    return f"{100 * governed // whole} %" if whole else "-"

