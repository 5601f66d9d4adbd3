"""The public API of the changed modules is as it was, or an operation of the recipe says what it changes there."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nova.code.modules import is_test
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks._text import decoded
from reviewer.proof.parsing import PARSING
from reviewer.proof.suite import plain
from reviewer.tree import Tree

if TYPE_CHECKING:
    from griffe import Breakage, Module

_ROOT = "m"
_NOT_OF_THE_SHAPE = frozenset({"ATTRIBUTE_CHANGED_VALUE", "RETURN_CHANGED_TYPE", "ATTRIBUTE_CHANGED_TYPE"})
"""Values and annotations are compared as text, and `Optional[int]` and `int | None` differ as such: what they do is
for tests and for the type checker."""


class PublicApi:
    """Griffe compares the sources of each changed module, old and new; nothing of the project is imported."""

    name = "public-api"
    order = 45

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        declared: list[str] = []
        for change in filter(_has_api, draft.changes.files):
            try:
                with PARSING:
                    found = list(_broken(change))
            except Exception as error:  # a crash of the comparison says nothing, and is not to end the proof
                return self._result(Outcome.NOT_RUN, f"{plain(change.path)} could not be compared: "
                                                     f"{type(error).__name__}")
            for name, what in found:
                if not _is_declared(change.path, name, draft.declares):
                    return self._result(Outcome.FAILED, plain(f"{change.path}: {name}: {what}, and no operation of "
                                                              "the recipe declares it"))
                declared.append(name)
        if declared:
            more = f" and {len(declared) - 1} more" if len(declared) > 1 else ""
            return self._result(Outcome.PASSED, plain(f"changes as declared: {declared[0]}{more}"))
        return self._result(Outcome.PASSED, "unchanged")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def _has_api(change: FileChange) -> bool:
    """A module that others may import: no test, and no part of its path is private."""
    parts = change.path.removesuffix(".py").split("/")
    private = any(part.startswith("_") and part not in ("__init__", "__main__") for part in parts)
    return change.before is not None and change.path.endswith(".py") and not private and not is_test(change.path)


def _broken(change: FileChange) -> Iterator[tuple[str, str]]:
    """(name inside the module, what broke in a few words), in source order."""
    from griffe import find_breaking_changes

    logging.getLogger("griffe").setLevel(logging.CRITICAL)
    old, new = _module(change.path, change.before), _module(change.path, change.after)
    for breakage in find_breaking_changes(old, new):
        if breakage.kind.name not in _NOT_OF_THE_SHAPE and not _is_another_spelling(breakage):
            yield _name(breakage), breakage.kind.value


def _is_another_spelling(breakage: Breakage) -> bool:
    """A default that is no plain constant on one side: as text it differs, and what it is no text can tell."""
    if breakage.kind.name != "PARAMETER_CHANGED_DEFAULT":
        return False
    values = (getattr(side, "default", side) for side in (breakage.old_value, breakage.new_value))
    return not all(map(_is_constant, values))


def _is_constant(value: object) -> bool:
    try:
        ast.literal_eval(str(value))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _module(path: str, content: bytes | None) -> Module:
    from griffe import visit

    file = Path("/", _ROOT, "__init__.py") if path.endswith("__init__.py") else Path("/", f"{_ROOT}.py")
    return visit(_ROOT, filepath=file, code=decoded(path, content).removeprefix("\ufeff"))


def _name(breakage: Breakage) -> str:
    return breakage.obj.path.removeprefix(f"{_ROOT}.")


def _is_declared(path: str, name: str, declares: tuple[str, ...]) -> bool:
    """Whether it, or the definition that it is part of, is declared."""
    parts = name.split(".")
    names = (f"{path}::{'.'.join(parts[:count])}" for count in range(1, len(parts) + 1))
    return path in declares or any(name in declares for name in names)


CHECK = PublicApi()
