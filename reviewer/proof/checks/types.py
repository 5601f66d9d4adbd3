"""No type error that the base does not have, where the project uses a type checker."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import astuple

from nova.code.conventions import read_conventions
from nova.domain.snapshot import TreeOid
from reviewer.checker import CheckerNote
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checker import has_mypy, run_mypy
from reviewer.proof.runs import Runs, keep
from reviewer.proof.suite import plain

VERSION = 1
"""Raised when a report is read differently: kept reports of the base are made anew."""


class Types:
    """The project's own mypy with its own configuration. Errors are compared without their lines."""

    name = "types"
    order = 20

    def run(self, draft: Draft, head: TreeOid, runs: Runs) -> CheckResult:
        why = _why_not(draft, runs)
        if why:
            return self._result(Outcome.NOT_RUN, why)
        base = _base(runs)
        if isinstance(base, str):
            return self._result(Outcome.NOT_RUN, f"on the base {base}")
        after = _checked(runs, head)
        if isinstance(after, str):
            stopped = "was stopped" in after
            return self._result(Outcome.NOT_RUN if stopped else Outcome.FAILED,
                                f"{after}, and on the base it was well")
        new = sorted((Counter(map(_settled, after)) - Counter(map(_settled, base))).elements())
        if new:
            path, code, _ = new[0]
            return self._result(Outcome.FAILED, f"{len(new)} new, the first in {plain(path)} ({plain(code or 'mypy')})")
        return self._result(Outcome.PASSED, f"mypy: {len(base)} error{'s' * (len(base) > 1)} before, none new" if base
                            else "mypy: no error before, none after")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def _why_not(draft: Draft, runs: Runs) -> str:
    if not any(path.endswith((".py", ".pyi")) for path in draft.changes.paths):
        return "no Python file changes"
    if not read_conventions(runs.snapshot).uses_mypy:
        return "the project sets up no type checker that Nova runs (mypy)"
    if runs.interpreter.is_novas:
        return "the project has no environment of its own to check types in"
    return "" if has_mypy(runs.interpreter) else f"mypy is not in its environment ({runs.interpreter.source})"


def _base(runs: Runs) -> tuple[CheckerNote, ...] | str:
    """What the base's report says, kept per tree. Two drafts at once may both make it; they say the same."""
    parts = [str(VERSION), runs.snapshot.tree, runs.interpreter.identity, str(runs.snapshot.project.path)]
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    kept = runs.cache / f"types-{digest}.json"
    try:
        return tuple(CheckerNote(*fields) for fields in json.loads(kept.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        pass
    runs.progress.step(0, 1, "types on the base")
    report = _checked(runs, runs.snapshot.tree)
    if not isinstance(report, str):
        keep(kept, [astuple(note) for note in report])
    return report


def _checked(runs: Runs, tree: TreeOid) -> tuple[CheckerNote, ...] | str:
    with runs.copy(tree) as folder:
        out = folder.parent / "out"
        out.mkdir()
        return run_mypy(runs.interpreter, runs.sandbox, folder, out, runs.snapshot.project.path,
                        seconds=runs.left(runs.seconds))


def _settled(note: CheckerNote) -> tuple[str, str, str]:
    """An error without what a moved line changes in it."""
    return note.path, note.code, re.sub(r"\bline \d+", "line", note.message)


IN_SANDBOX = Types()
