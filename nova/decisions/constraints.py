"""Constraints carried out: where the code breaks one, and where it does not yet do what one prefers.

Names are resolved through the file's own imports, exactly: `datetime.datetime.now()`, `from datetime import datetime`
then `datetime.now()`, and any alias are the same call; an attribute of an object that nobody imported is none.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from nova.code.facts import TooDeep, collect, unpack
from nova.decisions.imports import Names, all_imports
from nova.decisions.layers import climbing, layer_of
from nova.decisions.naming import named
from nova.decisions.scopes import covers, module_matches, path_matches
from nova.domain.code import Call, ModuleFacts
from nova.domain.decision import Constraint, ConstraintKind


class Code(Protocol):
    """What is asked of the index."""

    @property
    def modules(self) -> Mapping[str, ModuleFacts]: ...

    def module_name(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where the code breaks a constraint."""

    path: str
    line: int
    symbol: str
    """Qualified name of the enclosing definition; empty at module level."""
    what: str
    """What was seen and what the constraint says, one plain line without line numbers."""


@dataclass(frozen=True, slots=True)
class Site:
    """One call or import that a `prefer` constraint wants otherwise."""

    path: str
    line: int
    symbol: str
    written: str
    """As the code has it: `datetime.now`, `import datetime`."""


def violations(constraint: Constraint, code: Code, paths: Collection[str]) -> list[Violation]:
    """Every place where the code breaks the constraint, by path and line. `keep` and `prefer` are never broken so.

    `paths` are all the files of the commit, for `require-path`.
    """
    if constraint.kind is ConstraintKind.REQUIRE_PATH:
        return [Violation(pattern, 1, "", "must exist, and is not there") for pattern in constraint.of
                if not any(path_matches(pattern, path) for path in paths)]
    found = [violation for path, module in _judged(constraint, code)
             for violation in violations_in(constraint, path, module, code.modules[path])]
    return sorted(found, key=lambda violation: (violation.path, violation.line, violation.what))


def violations_in(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[Violation]:
    """Where one file breaks a constraint on imports, calls or names."""
    if constraint.kind is ConstraintKind.LAYERS:
        return [Violation(path, *seen) for seen in climbing(constraint, path, module, facts)]
    if constraint.kind is ConstraintKind.FORBID_NAME and covers(constraint.inside, path, module):
        return [Violation(path, line, scope, f"{how} {name}, a name that is not to be used here")
                for line, scope, name, how in named(constraint, facts)]
    if constraint.kind is ConstraintKind.FORBID_CALL and covers(constraint.inside, path, module):
        names = Names(path, module, facts)
        return [Violation(path, call.line, call.scope, f"calls {target}, which is not to be called here")
                for call in facts.calls if (target := _called(constraint, names, call))]
    if constraint.kind is ConstraintKind.FORBID_IMPORT and covers(constraint.inside, path, module):
        return [Violation(path, line, scope, f"imports {name}, which is not to be imported here")
                for name, line, scope in _imported(constraint, path, module, facts)]
    if constraint.kind is ConstraintKind.ONLY_IMPORT and not covers(constraint.inside, path, module):
        allowed = ", ".join(constraint.inside)
        return [Violation(path, line, scope, f"imports {name}, which only {allowed} may")
                for name, line, scope in _imported(constraint, path, module, facts)]
    return []


def migrations(constraint: Constraint, code: Code) -> list[Site]:
    """The calls or imports that a `prefer` constraint wants otherwise, by path and line; empty for other kinds."""
    if constraint.kind is not ConstraintKind.PREFER:
        return []
    found = [site for path, module in _judged(constraint, code)
             for site in migrations_in(constraint, path, module, code.modules[path])]
    return sorted(found, key=lambda site: (site.path, site.line, site.written))


def migrations_in(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[Site]:
    """The sites of one file that a `prefer` constraint wants otherwise."""
    if constraint.kind is not ConstraintKind.PREFER or not covers(constraint.inside, path, module):
        return []
    if constraint.what == "import":
        return [Site(path, line, scope, f"import {name}")
                for name, line, scope in _imported(constraint, path, module, facts)]
    names = Names(path, module, facts)
    return [Site(path, call.line, call.scope, call.callee) for call in facts.calls if _called(constraint, names, call)]


@lru_cache(maxsize=64)
def facts_of(source: bytes) -> ModuleFacts | None:
    """The facts of a file that is not in the index, such as a changed one. None: it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        return unpack(collect(tree, source.decode("utf-8", "replace")))
    except (SyntaxError, ValueError, RecursionError, MemoryError, TooDeep):
        return None


def violations_in_source(constraint: Constraint, path: str, module: str, source: bytes) -> list[Violation]:
    """Where a file with these bytes would break the constraint; empty too when it cannot be read."""
    facts = facts_of(source)
    return [] if facts is None else violations_in(constraint, path, module, facts)


def speaks_about(constraint: Constraint, path: str, module: str, facts: ModuleFacts | None = None) -> bool:
    """Whether the file is one that the constraint names: inside its scope, one that may import, a path required.

    A constraint on the whole project names no file in particular.
    """
    if constraint.kind is ConstraintKind.REQUIRE_PATH:
        return any(path_matches(pattern, path) for pattern in constraint.of)
    if constraint.kind is ConstraintKind.LAYERS:
        return covers(constraint.inside, path, module) and layer_of(constraint, module) is not None
    if constraint.kind is ConstraintKind.KEEP or not constraint.inside or not covers(constraint.inside, path, module):
        return False
    if constraint.kind is ConstraintKind.ONLY_IMPORT and facts is not None:
        return bool(_imported(constraint, path, module, facts))
    return True


def _judged(constraint: Constraint, code: Code) -> Iterator[tuple[str, str]]:
    """(path, module) of the files that can break the constraint. The index makes facts when asked: ask for few."""
    outside = constraint.kind is ConstraintKind.ONLY_IMPORT
    for path in code.modules:
        module = code.module_name(path)
        if covers(constraint.inside, path, module) is not outside:
            yield path, module


def _called(constraint: Constraint, names: Names, call: Call) -> str | None:
    """The forbidden or left callable that the call reaches; None: it does not."""
    reached = names.meanings(call.callee, call.scope)
    return next((target for target in constraint.of for name in reached if _is(target, name)), None)


def _is(target: str, name: str) -> bool:
    if "*" in target:
        return module_matches(target, name)
    return name == target or name == f"builtins.{target}"


def _imported(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[tuple[str, int, str]]:
    """(module or name, line, scope) of each import that the constraint speaks about, each line once."""
    found: dict[tuple[str, int], tuple[str, int, str]] = {}
    for name, line, scope in all_imports(path, module, facts):
        for target in constraint.of:
            if module_matches(target, name):
                found.setdefault((target, line), (target if "*" not in target else name, line, scope))
    return list(found.values())
