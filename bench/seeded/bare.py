"""The project's suite run plainly: pytest, its report, and nothing of the verifier but the sandbox around it.

What it says is the truth that the verifier is measured against.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from nova.code.mirror import Mirror
from nova.domain.snapshot import Snapshot
from reviewer.proof.sandbox.bubblewrap import Bind, Job, Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.suite import remove

OUT = Path("/nova/out")
TRACER = Path(__file__).with_name("lines.py")
PLUGIN = Path("/nova/plugin/nova_lines.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What one run showed."""

    outcomes: Mapping[str, str] | None
    """`class::name` -> passed, skipped or failed; None: it ended without a report, or had to be stopped."""
    lines: frozenset[tuple[str, int]] = frozenset()
    """(path, line) that ran while a test did, when that was asked."""
    seconds: float


@dataclass(frozen=True, slots=True)
class BareSuite:
    """One project's suite. May be used from several threads."""

    snapshot: Snapshot
    mirror: Mirror
    interpreter: Interpreter
    sandbox: Sandbox

    def run(self, after: Mapping[str, bytes], *, options: tuple[str, ...] = (), seconds: float = 600.0,
            traced: bool = False) -> Plain:
        """In a fresh copy of the base with these files in it."""
        folder = Path(tempfile.mkdtemp(prefix="nova-bare-"))
        try:
            self.mirror.copy(self.snapshot.tree, folder / "tree")
            (folder / "out").mkdir()
            for path, content in after.items():
                (folder / "tree" / path).write_bytes(content)
            ended = self.sandbox.run(self._job(folder, options, seconds, traced))
            report = None if ended.stopped else _outcomes(folder / "out" / "junit.xml")
            lines = _lines(folder / "out") if traced else frozenset()
            return Plain(outcomes=report, seconds=ended.seconds, lines=lines)
        finally:
            remove(folder)

    def _job(self, folder: Path, options: tuple[str, ...], seconds: float, traced: bool) -> Job:
        project = self.snapshot.project.path
        python = self.interpreter.python
        plugin = ("-p", "nova_lines") if traced else ()
        return Job(
            argv=(str(python), "-m", "pytest", "-q", "--continue-on-collection-errors", "-p", "no:cacheprovider",
                  f"--junitxml={OUT}/junit.xml", *plugin, *options),
            folder=project, seconds=seconds, binds=(*self._binds(folder), Bind(TRACER, PLUGIN)),
            environment={"PATH": f"{python.parent}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                         "PYTHONHASHSEED": "0", "PYTHONPATH": f"{project}/src:{PLUGIN.parent}",
                         "NOVA_TOP": str(project)})

    def _binds(self, folder: Path) -> tuple[Bind, ...]:
        project = self.snapshot.project.path
        inside = tuple(bind for bind in self.interpreter.binds if bind.target.is_relative_to(project))
        outside = tuple(bind for bind in self.interpreter.binds if bind not in inside)
        return (*outside, Bind(folder / "tree", project, writable=True), *inside,
                Bind(folder / "out", OUT, writable=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the suite shows on the base, and so what it can notice."""

    suite: BareSuite
    green: frozenset[str]
    """Tests that pass, twice."""
    red: int
    lines: frozenset[tuple[str, int]]
    seconds: float
    """Of one run."""

    def notices(self, path: str, after: bytes) -> bool:
        """Whether a test that passed does not pass any more, or the suite does not come to its end."""
        # Stopped at the first new failure; what was red on the base fails again.
        run = self.suite.run({path: after}, options=(f"--maxfail={self.red + 1}",), seconds=15 + 10 * self.seconds)
        found = run.outcomes
        return found is None or any(found.get(test) != "passed" for test in self.green)


def truth(suite: BareSuite) -> Truth:
    """Two runs of the base, one of them traced."""
    first, second = suite.run({}), suite.run({}, traced=True)
    if first.outcomes is None or second.outcomes is None:
        raise SystemExit(f"{suite.snapshot.project.path}: its suite leaves no report, so it cannot be measured here")
    green = {test for test, outcome in first.outcomes.items() if outcome == second.outcomes.get(test) == "passed"}
    red = sum(outcome == "failed" for outcome in first.outcomes.values())
    return Truth(suite=suite, green=frozenset(green), red=red, lines=second.lines, seconds=first.seconds)


def _outcomes(report: Path) -> Mapping[str, str] | None:
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None
    found: dict[str, str] = {}
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        bad = case.find("failure") is not None or case.find("error") is not None
        outcome = "failed" if bad else "skipped" if case.find("skipped") is not None else "passed"
        found[name] = max(found.get(name, "passed"), outcome, key=("passed", "skipped", "failed").index)
    return found


def _lines(out: Path) -> frozenset[tuple[str, int]]:
    return frozenset((path, line) for path, line in json.loads((out / "lines.json").read_text("utf-8")))
