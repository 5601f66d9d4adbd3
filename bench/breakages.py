"""Seeded breakages: what the verifier says of edits that break code, and of as many that do not.

    python -m bench proof breakages PATH... [--edits N] [--jobs N] [--seed WORD]

Each PATH is a git repository with its own tests, which run with `PATH/.venv` or with a bare pytest. N edits that break
and N that do not (default 40) are made in its functions by chance, with a fixed seed. All are proved for real, as
drafts that claim to be safe by construction, so that nothing but the proof stands between them and a grade. The truth
comes from pytest alone. Prints one JSON object; the exit code is 1 when an edit that the suite notices was graded, when
one on lines that no test runs was graded A or B, or when more than 2 % of the good edits were blocked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.seeded.bare import BareSuite, truth
from bench.seeded.breaking import breaking
from bench.seeded.edit import Edit, Possible, Ways, chosen, possible
from bench.seeded.harmless import harmless
from nova.code.modules import is_test
from nova.domain.snapshot import Snapshot
from nova.testing import git
from reviewer.domain.change import FileChange
from reviewer.domain.verdict import Grade, Verdict
from reviewer.drafting import warm_workshop
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.verdict import why_not_exercised

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "reviewer" / "proof")]
from proving import Proving, draft_of, everything  # noqa: E402

MOST_FALSE = 0.02
"""Of the good edits, the share that may be blocked."""
LEFT_OUT = ("bin", "doc", "docs", "examples", "example", "bench", "benchmark", "benchmarks", "fuzz", "fuzzer",
            "profiler", "scripts", "misc", "tasks", "extra", "perf", "typetests", "unittests", "setup.py",
            "conftest.py", "noxfile.py")
"""What lies at the top and is no code of the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One edit, what is true of it, and what the verifier said."""

    edit: Edit
    noticed: bool | None
    """By the suite alone; None: nobody asked, since the verifier let a good edit pass."""
    runs: bool
    """Whether a test runs the lines."""
    grade: Grade
    by: str
    """The check that blocked it; empty when it was graded."""
    why: str
    seconds: float

    def told(self) -> dict[str, Any]:
        return {"edit": str(self.edit), "function": self.edit.function, "noticed_by_suite": self.noticed,
                "run_by_a_test": self.runs, "grade": str(self.grade), "by": self.by, "why": self.why}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench proof breakages")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", default="nova")
    asked = parser.parse_args(arguments)
    told, bad, good = {}, [], []
    for path in asked.paths:
        with Field(path.resolve()) as field:
            broken = field.judged(breaking, asked.edits, asked.seed, asked.jobs, field.judge_breaking)
            fine = field.judged(harmless, asked.edits, asked.seed, asked.jobs, field.judge_harmless)
            told[path.name] = {**field.pinned(), **figures(broken, fine)}
            print(json.dumps({path.name: told[path.name]}), file=sys.stderr, flush=True)
        bad, good = bad + broken, good + fine
    whole = figures(bad, good)
    print(json.dumps({"whole": whole, "seed": asked.seed, "repositories": told}, indent=2))
    return int(bool(whole["breaking"]["noticed_but_graded"] or whole["breaking"]["not_run_but_a_or_b"])
               or whole["harmless"]["false_block_rate"] > MOST_FALSE)


class Field:
    """One repository: its verifier, and its suite by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._started = time.monotonic()

    def __enter__(self) -> Field:
        self._folder = tempfile.TemporaryDirectory(prefix="nova-bench-")
        self._proving = Proving(Path(self._folder.name), {}, path=self._path, seconds=600.0)
        self._truth = truth(_bare(self._proving))
        self._base = self._proving.verifier.base()
        if self._base.problem:
            raise SystemExit(f"{self._path}: {self._base.problem}")
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def pinned(self) -> dict[str, Any]:
        """What was measured."""
        version = git(self._path, "describe", "--tags", "--always")
        return {"commit": self._proving.snapshot.commit[:10], "version": version,
                "tests": len(self._base.green), "red_before": len(self._base.red),
                "suite_seconds": round(self._truth.seconds, 2), "seconds": round(time.monotonic() - self._started)}

    def judged(self, ways: Ways, most: int, seed: str, jobs: int, judge: Callable[[Edit], Judged]) -> list[Judged]:
        """Edits made in these ways, each judged; several at once."""
        picked = chosen(source_edits(self._proving.snapshot, ways), most, f"{seed} {self._path.name}")
        found: list[Judged] = []
        with warm_workshop(), ThreadPoolExecutor(jobs) as pool:
            for one in pool.map(judge, picked):
                found.append(one)
                print(f"{self._path.name} {len(found)}/{len(picked)} {one.grade} {one.by or '-'}"
                      f"{' unnoticed' if one.noticed is False else ''} {one.edit}", file=sys.stderr, flush=True)
        return found

    def judge_breaking(self, edit: Edit) -> Judged:
        return self._judged(edit, self._verdict(edit), self._truth.notices(edit.path, edit.after))

    def judge_harmless(self, edit: Edit) -> Judged:
        """A good edit that was blocked is tried by itself: perhaps it was none."""
        verdict = self._verdict(edit)
        blocked = verdict.grade is Grade.UNPROVEN
        return self._judged(edit, verdict, self._truth.notices(edit.path, edit.after) if blocked else None)

    def _verdict(self, edit: Edit) -> Verdict:
        change = FileChange(path=edit.path, before=edit.before, after=edit.after, spans=everything(edit.before))
        return self._proving.verifier.verify(draft_of(change, safe="It says so"))

    def _judged(self, edit: Edit, verdict: Verdict, noticed: bool | None) -> Judged:
        first, last = edit.lines
        runs = any((edit.path, line) in self._truth.lines for line in range(first, last + 1))
        return Judged(edit=edit, noticed=noticed, runs=runs, grade=verdict.grade, by=_blocked_by(verdict),
                      why=verdict.why, seconds=verdict.seconds)


def source_edits(snapshot: Snapshot, ways: Ways) -> Iterator[Possible]:
    """Every possible edit of the package's own functions."""
    for path in sorted(snapshot.files):
        if path.endswith(".py") and not is_test(path) and path.partition("/")[0] not in LEFT_OUT:
            yield from possible(path, snapshot.read(path), ways)


def figures(broken: list[Judged], fine: list[Judged]) -> dict[str, Any]:
    """What a table is made of, and every edit that should not be in it."""
    noticed = [one for one in broken if one.noticed]
    blocked = Counter(one.by for one in noticed if one.by)
    false = [one for one in fine if one.by and not one.noticed]
    return {
        "breaking": {
            "edits": len(broken), "kinds": _counts(one.edit.kind for one in broken), "noticed": len(noticed),
            "noticed_but_graded": [one.told() for one in noticed if not one.by],
            "recall": {check: f"{count}/{len(noticed)}" for check, count in blocked.most_common()},
            "not_run": sum(not one.runs for one in broken),
            "not_run_but_a_or_b": [one.told() for one in broken if not one.runs and one.grade in "AB"],
            "run_but_unnoticed": _counts(one.grade for one in broken if one.runs and not one.noticed)},
        "harmless": {
            "edits": len(fine), "kinds": _counts(one.edit.kind for one in fine),
            "grades": _counts(one.grade for one in fine), "were_none": sum(bool(one.noticed) for one in fine),
            "false_blocks": [one.told() for one in false],
            "false_block_rate": round(len(false) / max(len(fine), 1), 4)},
        "seconds_per_proof": round(sum(one.seconds for one in [*broken, *fine]) / max(len(broken) + len(fine), 1), 2)}


def _counts(names: Iterator[str]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(Counter(names).items())}


def _blocked_by(verdict: Verdict) -> str:
    if verdict.grade is not Grade.UNPROVEN:
        return ""
    if verdict.failed:
        return verdict.failed[0].name
    return why_not_exercised(verdict.tests) if verdict.tests else verdict.why


def _bare(proving: Proving) -> BareSuite:
    interpreter, sandbox = proving.interpreter(), proving.sandbox
    if not isinstance(interpreter, Interpreter) or not isinstance(sandbox, Sandbox):
        raise SystemExit(getattr(sandbox, "why", "") or getattr(interpreter, "why", ""))
    return BareSuite(proving.snapshot, proving.mirror, interpreter, sandbox)
