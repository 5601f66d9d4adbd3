"""Runs of a project's suite in fresh copies of its trees; the base's is done once and kept."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from nova.code.conventions import read_conventions
from nova.domain.snapshot import Snapshot, TreeOid
from nova.ports import Progress
from reviewer.proof.allowance import ENDLESS, Allowance
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.selection import has_source_layout, own_modules, select
from reviewer.proof.suite import Request, Suite, SuiteRun, scratch

DECIDE_OUTCOMES = ("suite.py", "witness.py", "start.py", "selection.py", "sandbox/bubblewrap.py", "sandbox/seccomp.py",
                   "sandbox/cgroup.py", "sandbox/landlock.py", "sandbox/landlocked.py")
"""Our own files that a kept result depends on: when one changes, the base is run again."""


def keep(place: Path, facts: Any) -> None:
    """Write a result as JSON, whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{time.monotonic_ns()}")
    fresh.write_text(json.dumps(facts), "utf-8")
    fresh.replace(place)


class Copies(Protocol):
    """What a proof needs of Nova's mirror of the project."""

    def copy(self, tree: TreeOid, dest: Path) -> None:
        """Write the tree into the new folder `dest`, writable."""

    def write_tree(self, base: TreeOid, changes: Mapping[str, bytes | None]) -> TreeOid:
        """A tree that differs from `base` in these files alone; None deletes one."""


class Runs:
    """The suite of one snapshot. May be used from several threads at once."""

    def __init__(self, *, snapshot: Snapshot, mirror: Copies, interpreter: Interpreter, sandbox: Sandbox,
                 tests: Sequence[str] | None, cache: Path, work: Path, progress: Progress, seconds: float) -> None:
        self.snapshot, self._mirror, self.interpreter, self.sandbox = snapshot, mirror, interpreter, sandbox
        self._tests, self.cache, self._work, self.seconds = tests, cache / "proof", work, seconds
        self.progress = progress
        self.allowance = ENDLESS
        self._lock = Lock()
        self._known: list[SuiteRun] = []

    def within(self, allowance: Allowance) -> Runs:
        """The same, and it knows the same, but nothing runs beyond the allowance."""
        other = copy.copy(self)
        other.allowance = allowance
        return other

    def base(self) -> SuiteRun:
        """What the suite shows on the base: run once, then known, in this process and in the cache."""
        with self._lock:
            run = self._known[0] if self._known else self._loaded() or self._run_base()
            if not self._known and not run.spent:
                self._known.append(run)
            return run

    def run(self, tree: TreeOid, request: Request, spoilt: Mapping[str, bytes] | None = None) -> SuiteRun:
        """Run in a fresh copy of the tree, with `spoilt` files of it replaced."""
        left = self.allowance.left
        if not left:
            return SuiteRun(problem=self.allowance.why, spent=True)
        with self.copy(tree) as folder:
            for path, content in (spoilt or {}).items():
                (folder / path).write_bytes(content)
            run = self.suite.run(folder, replace(request, seconds=self.left(request.seconds)))
        return replace(run, problem=self.allowance.why, spent=True) if run.stopped and left < request.seconds else run

    def left(self, seconds: float) -> float:
        """So many, or what the allowance has left."""
        return min(seconds, self.allowance.left)

    def run_base(self, request: Request) -> SuiteRun:
        """Run on the base once more."""
        return self.run(self.snapshot.tree, request)

    def tree(self, changes: Mapping[str, bytes | None], base: TreeOid | None = None) -> TreeOid:
        """The snapshot's tree (or `base`) with these changes."""
        return self._mirror.write_tree(base or self.snapshot.tree, changes)

    def allowed(self) -> float:
        """Seconds for a run of the suite on head: one that suddenly takes five times as long hangs."""
        return min(self.seconds, 30 + 5 * self.base().seconds)

    @cached_property
    def suite(self) -> Suite:
        files = self.snapshot.files
        chosen = select(self.snapshot.root, files, self._tests, read_conventions(self.snapshot).testpaths)
        return Suite(project=self.snapshot.project.path, interpreter=self.interpreter, sandbox=self.sandbox,
                     options=chosen.options, targets=chosen.targets, canary_folder=chosen.canary_folder,
                     modules=own_modules(files), source_layout=has_source_layout(files))

    @contextmanager
    def copy(self, tree: TreeOid) -> Iterator[Path]:
        """A fresh copy of the tree, gone afterwards; what is written beside it goes too."""
        with scratch(self._work, "proof-") as folder:
            self._mirror.copy(tree, folder / "tree")
            yield folder / "tree"

    @contextmanager
    def nothing(self) -> Iterator[Path]:
        """An empty folder in place of a tree, for a job that is to see nothing of the project."""
        with scratch(self._work, "proof-") as folder:
            (folder / "tree").mkdir()
            yield folder / "tree"

    def _run_base(self) -> SuiteRun:
        """A run with a problem is not kept: a machine that was busy is no fact about the base."""
        self.progress.step(0, 1, "tests on the base")
        run = self.run_base(Request(seconds=self.seconds))
        if not run.problem:
            keep(self._kept, {**asdict(run), "hits": {}})
        return run

    def _loaded(self) -> SuiteRun | None:
        try:
            known = json.loads(self._kept.read_text("utf-8"))
            return SuiteRun(outcomes=known["outcomes"], strangers=tuple(known["strangers"]),
                            missing=tuple(known["missing"]), wants=tuple(known["wants"]), seconds=known["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @cached_property
    def _kept(self) -> Path:
        """Where the base's result is: its name says what it depends on."""
        suite, here = self.suite, Path(__file__).parent
        ours = hashlib.sha256(b"".join((here / name).read_bytes() for name in DECIDE_OUTCOMES)).hexdigest()
        parts = [self.snapshot.tree, suite.interpreter.identity, str(suite.project), str(suite.sandbox), ours,
                 *suite.options, "", *suite.targets]
        return self.cache / f"{hashlib.sha256(chr(0).join(parts).encode('utf-8', 'surrogateescape')).hexdigest()}.json"
