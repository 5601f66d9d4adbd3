"""Do the tests reach the changed lines, and do they notice when those are broken?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nova.code.modules import is_test
from nova.domain.snapshot import TreeOid
from reviewer.domain.change import FileChange
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.breakages import Breakage, breakages
from reviewer.proof.probes import Target, targets
from reviewer.proof.runs import Runs
from reviewer.proof.suite import RED, Request, SuiteRun, settled_id
from reviewer.proof.verdict import BREAKAGES, LINES_EXECUTED

SECONDS = 60.0
"""For one breakage, at most; where the whole suite is fast, 10 more than three times its time."""
TOGETHER = 180.0
"""For all breakages of a draft. What is not tried in this time is counted apart, and keeps the draft from an A."""
TESTS_PER_BREAKAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """What the tests that count did with the changed lines."""

    changed_lines: int
    executed_lines: int
    breakages: int
    noticed: int
    untried: int = 0
    checks: tuple[CheckResult, ...]


def source_changes(files: Iterable[FileChange]) -> list[FileChange]:
    """Changed Python files that are not tests: where lines can be executed and broken."""
    return [change for change in files
            if change.path.endswith(".py") and change.after is not None and not is_test(change.path)]


def watched(changes: Iterable[FileChange]) -> tuple[Target, ...]:
    """The statements that hold changed lines; the index is the probe's id."""
    return tuple(target for change in source_changes(changes)
                 for target in targets(change.path, change.before or b"", change.after or b""))


def probes(found: Iterable[Target]) -> dict[str, list[tuple[int, int, int]]]:
    """The same as a request for a run."""
    wanted: dict[str, list[tuple[int, int, int]]] = {}
    for number, target in enumerate(found):
        wanted.setdefault(target.path, []).append((number, target.line, target.column))
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercised:
    """One head whose suite has run with probes, and the tests whose word counts."""

    runs: Runs
    tree: TreeOid
    changes: Sequence[FileChange]
    targets: tuple[Target, ...]
    run: SuiteRun
    counting: frozenset[str]
    """Tests that pass on base and on head and do not vary."""

    def told(self) -> Exercise:
        """Count executed lines; when all are, break them and see."""
        lines, executed = self._lines()
        if not lines or executed < lines:
            return Exercise(changed_lines=lines, executed_lines=executed, breakages=0, noticed=0,
                            checks=(self._executed_check(lines, executed),))
        started = time.monotonic()
        runs = self.runs.within(self.runs.allowance.at_most(
            TOGETHER, f"the time for breakages, {TOGETHER:.0f} s, is spent"))
        noticed, untried = replace(self, runs=runs)._noticed()
        untold = f"; {untried} not tried, {runs.allowance.why}" if untried else ""
        check = CheckResult(name=BREAKAGES, detail=f"{sum(noticed)} of {len(noticed)} breakages noticed{untold}",
                            outcome=Outcome.PASSED if any(noticed) else Outcome.NOT_RUN,
                            seconds=time.monotonic() - started)
        return Exercise(changed_lines=lines, executed_lines=executed, breakages=len(noticed), noticed=sum(noticed),
                        untried=untried, checks=(self._executed_check(lines, executed), check))

    def _lines(self) -> tuple[int, int]:
        """Changed lines of code, and how many of them were executed: with every statement on them."""
        lines: dict[tuple[str, int], bool] = {}
        for number, target in enumerate(self.targets):
            for line in target.changed:
                lines[target.path, line] = lines.get((target.path, line), True) and bool(self._reaching(number))
        return len(lines), sum(lines.values())

    def _executed_check(self, lines: int, executed: int) -> CheckResult:
        tests = {settled_id(test) for number in range(len(self.targets)) for test in self._reaching(number)}
        detail = f"{executed} of {lines} changed lines executed by {len(tests & self.counting)} tests"
        return CheckResult(name=LINES_EXECUTED, detail=detail if lines else "it leaves no changed line of code",
                           outcome=Outcome.PASSED if lines and executed == lines else Outcome.NOT_RUN)

    def _reaching(self, probe: int) -> tuple[str, ...]:
        """Who reached a statement, among imports and the tests that count."""
        return tuple(test for test in self.run.hits.get(probe, ())
                     if settled_id(test) in self.counting or test == "start" or test.startswith("collect:"))

    def _noticed(self) -> tuple[list[bool], int]:
        """Make the breakages one by one: for each, whether a test noticed; and how many the time did not suffice
        for."""
        noticed: list[bool] = []
        planned = breakages((change.path, change.before or b"", change.after or b"")
                            for change in source_changes(self.changes))
        places = {(t.path, t.line, t.column): number for number, t in enumerate(self.targets)}
        for number, breakage in enumerate(planned):
            self.runs.progress.step(number, len(planned), "breaking the changed lines")
            probe = places.get((breakage.path, breakage.line, breakage.column))
            only = () if probe is None else self._tests_for(self._reaching(probe))
            told = bool(only) and self._notices(breakage, only)
            if told is None:
                break
            noticed.append(told)
        return noticed, len(planned) - len(noticed)

    def _tests_for(self, reached: tuple[str, ...]) -> tuple[str, ...]:
        """What to run against a breakage: the tests that reached it; where only an import did, the first file that
        it came from. A test whose id holds an address is run with all its parameters."""
        tests = dict.fromkeys(test.partition("[")[0] if "0x" in test else test for test in reached
                              if settled_id(test) in self.counting)
        if tests or not reached:
            return tuple(tests)[:TESTS_PER_BREAKAGE]
        files = [file for test in reached if (file := test.removeprefix("collect:")) != test and file.endswith(".py")]
        return tuple([*files, *sorted(test.partition("::")[0] for test in self.counting)][:1])

    def _notices(self, breakage: Breakage, only: tuple[str, ...]) -> bool | None:
        """None: the time was spent before it was known."""
        request = Request(only=only, first_failure=True,
                          seconds=min(SECONDS, 10 + 3 * self.runs.base().seconds))
        run = self.runs.run(self.tree, request, {breakage.path: breakage.after})
        if self._is_red(run.outcomes, only):
            return True
        if not run.problem:
            return False
        if run.spent:
            return None
        # It crashed or hung before it could report. That counts when the same selection is well without the breakage.
        control = self.runs.run(self.tree, request)
        if control.spent:
            return None
        return not control.problem and bool(control.green) and not self._is_red(control.outcomes, only)

    def _is_red(self, outcomes: Mapping[str, str], only: tuple[str, ...]) -> bool:
        """Whether a test that counts failed, or a file that was asked for cannot be collected any more."""
        files = {test.partition("::")[0] for test in only}
        return any(test in self.counting or (outcome == "broken" and test in files)
                   for test, outcome in outcomes.items() if outcome in RED)
