"""What a proof costs beside the suite itself.

    python -m bench proof overhead PATH... [--rounds N] [--seed WORD]

Each PATH is a git repository with its own tests, which run with `PATH/.venv` or with a bare pytest. In each of N rounds
(default 3) the suite is run once plainly, outside of every sandbox, once so without bytecode of an earlier run, and one
harmless edit is proved with the base's result at hand. Prints one JSON object of medians: `ratio` is all tests on head,
in a fresh copy, sandboxed and watched, over the plain run, `ratio_fresh` over the one without bytecode, which a fresh
copy never has; breakages and repeats are apart, and so is `bwrap` around a command that does nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.breakages import source_edits
from bench.seeded.edit import chosen
from bench.seeded.harmless import harmless
from nova.testing import git
from reviewer.domain.change import FileChange
from reviewer.domain.verdict import Verdict
from reviewer.drafting import warm_workshop
from reviewer.proof.sandbox.bubblewrap import Job, Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "reviewer" / "proof")]
from proving import Proving, draft_of, everything  # noqa: E402

EXERCISE = "breakages"
SUITE = "honest-run"
"""The check that holds the seconds of all tests on head."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench proof overhead")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", default="nova")
    asked = parser.parse_args(arguments)
    told = {path.name: measured(path.resolve(), asked.rounds, asked.seed) for path in asked.paths}
    print(json.dumps({"bwrap_ms": bwrap_ms(), "repositories": told}, indent=2))
    return 0


def measured(path: Path, rounds: int, seed: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder, warm_workshop():
        proving = Proving(Path(folder), {}, path=path, seconds=600.0)
        base = proving.verifier.base()
        if base.problem:
            raise SystemExit(f"{path}: {base.problem}")
        picked = chosen(source_edits(proving.snapshot, harmless), rounds, f"{seed} {path.name}")
        plainly(proving)  # whatever a first run writes is there now
        plain, fresh, verdicts = [], [], []
        for edit in picked:
            plain.append(plainly(proving))
            fresh.append(plainly(proving, PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX=f"{folder}/none"))
            change = FileChange(path=edit.path, before=edit.before, after=edit.after, spans=everything(edit.before))
            verdicts.append(proving.verifier.verify(draft_of(change, safe="It says so")))
            print(f"{path.name} {verdicts[-1].grade} {plain[-1]:.2f} s plain, {seconds(verdicts[-1], SUITE):.2f} s on "
                  f"head, {edit}", file=sys.stderr, flush=True)
        whole = median(plain)
        suite = median(seconds(verdict, SUITE) for verdict in verdicts)
        return {"commit": proving.snapshot.commit[:10], "version": git(path, "describe", "--tags", "--always"),
                "plain_seconds": round(whole, 3), "head_seconds": round(suite, 3), "ratio": round(suite / whole, 2),
                "fresh_seconds": round(median(fresh), 3), "ratio_fresh": round(suite / median(fresh), 2),
                "breakages_seconds": round(median(seconds(verdict, EXERCISE) for verdict in verdicts), 2),
                "proof_seconds": round(median(verdict.seconds for verdict in verdicts), 2),
                "checks_seconds": _checks(verdicts)}


def plainly(proving: Proving, **environment: str) -> float:
    """Seconds of one run in the checkout itself, as its developer would start it."""
    interpreter = proving.interpreter()
    assert isinstance(interpreter, Interpreter)
    path = proving.project.path
    started = time.monotonic()
    subprocess.run([str(interpreter.python), "-m", "pytest", "-q", "--continue-on-collection-errors",
                    "-p", "no:cacheprovider"], cwd=path, env={**os.environ, "PYTHONPATH": f"{path}/src", **environment},
                   capture_output=True, check=False)
    return time.monotonic() - started


def seconds(verdict: Verdict, check: str) -> float:
    return sum(result.seconds for result in verdict.checks if result.name == check)


def bwrap_ms(times: int = 20) -> float:
    """Of a command that does nothing, in the proof's own sandbox, over the same command outside."""
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder:
        proving = Proving(Path(folder), {"a.py": ""})
        assert isinstance(proving.sandbox, Sandbox)
        job = Job(argv=("/usr/bin/env", "true"), folder=Path("/"))
        inside = [proving.sandbox.run(job).seconds for _ in range(times)]
    outside = []
    for _ in range(times):
        started = time.monotonic()
        subprocess.run(job.argv, check=True)
        outside.append(time.monotonic() - started)
    return round(1000 * (median(inside) - median(outside)), 1)


def _checks(verdicts: list[Verdict]) -> dict[str, float]:
    names = [result.name for result in verdicts[0].checks]
    told = {name: round(median(seconds(verdict, name) for verdict in verdicts), 3) for name in names}
    return {name: value for name, value in told.items() if value >= 0.001 and name != "base-tests"}
