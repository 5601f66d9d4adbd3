"""Where a suite is slow, the tests that name what changes run first: most wrong changes end there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath

from nova.domain.snapshot import Snapshot
from reviewer.domain.verdict import CheckResult
from reviewer.proof.exercise import source_changes
from reviewer.proof.head import Head, difference_of
from reviewer.proof.runs import Runs
from reviewer.proof.suite import Request, SuiteRun

SLOW = 20.0
"""Seconds of the base's whole suite from which on it is worth while."""
MOST = 0.3
"""Of all tests: running more of them twice saves nothing."""


def impacted_first(head: Head, base: SuiteRun, runs: Runs, slow: float) -> CheckResult | None:
    """How the impacted tests compare with base; None when there is nothing to gain or they cannot be run alone.

    Only a failure says something: all tests run afterwards anyway.
    """
    files = _impacted(head, base, runs.snapshot) if base.seconds >= slow else ()
    if not files:
        return None
    runs.progress.step(0, 1, "tests that name the change")
    run = head.counting(runs.run(head.tree, Request(only=files, seconds=runs.allowed())))
    if run.problem:
        return None
    outcomes = {test: outcome for test, outcome in base.outcomes.items() if test.partition("::")[0] in files}
    difference = difference_of(head, replace(base, outcomes=outcomes), run, runs)
    return replace(difference.check(), name="impacted-tests", seconds=run.seconds)


def _impacted(head: Head, base: SuiteRun, snapshot: Snapshot) -> tuple[str, ...]:
    """Test files with a word that is the name of a changed module; of a package, its own."""
    names = {_name(change.path) for change in source_changes(head.draft.changes.files)}
    word = re.compile(rb"\b(?:%s)\b" % b"|".join(re.escape(name).encode() for name in sorted(names)))
    tests = Counter(test.partition("::")[0] for test in base.outcomes)
    files = tuple(path for path in tests if path in snapshot.files and word.search(snapshot.read(path)))
    few = sum(tests[path] for path in files) <= MOST * len(base.outcomes)
    return tuple(sorted(files)) if names and few else ()


def _name(path: str) -> str:
    place = PurePosixPath(path)
    return place.parent.name if place.stem == "__init__" else place.stem
