"""The proof of one draft, put together: static checks, base tests, head tests, changed lines, breakages, grade."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nova.domain.snapshot import Snapshot
from nova.errors import SandboxUnavailable
from nova.ports import Clock, Progress
from reviewer.domain.finding import Effect
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome, TestFacts, Tier, Verdict
from reviewer.proof.alias import by_alias
from reviewer.proof.allowance import ENDLESS, Allowance
from reviewer.proof.checks import checks, sandboxed_checks
from reviewer.proof.checks.edited_tests import EDITED_TESTS
from reviewer.proof.checks.free_form import FREE_FORM, free_words
from reviewer.proof.checks.protected_paths import is_protected
from reviewer.proof.exercise import Exercised, probes
from reviewer.proof.head import Head, difference_of, head_of
from reviewer.proof.impacted import SLOW, impacted_first
from reviewer.proof.rewritten_tests import edited
from reviewer.proof.runs import Copies, Runs
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, Missing
from reviewer.proof.suite import Request, SuiteRun, plain
from reviewer.proof.verdict import REWRITTEN, Facts, graded
from reviewer.proof.versions import versions
from reviewer.tree import Tree


class ProjectVerifier:
    """Proves drafts against one snapshot. Drafts may be verified from several threads at once."""

    def __init__(self, *, snapshot: Snapshot, mirror: Copies, interpreter: Interpreter | Missing,
                 sandbox: Sandbox | Missing, tests: Sequence[str] | None, cache: Path, work: Path, progress: Progress,
                 time_budget: float = 600.0, clock: Clock | None = None, granted: frozenset[str] = frozenset(),
                 slow: float = SLOW) -> None:
        """`tests`: the operator's arguments for pytest; None: what the project's own settings select. `cache` keeps
        what the base's suite showed, `work` holds copies of trees while they are run. `time_budget`: seconds that
        one run of the whole suite may take. Without a `clock` verdicts do not say when. `granted`: test files that a
        person lets the draft edit; the base's stand in for them, and their tests do not count. `slow`: seconds of
        the base's suite from which on the impacted tests run first."""
        self._snapshot = snapshot
        self._tier = sandbox.tier if isinstance(sandbox, Sandbox) else Tier.NONE
        self._missing = "; ".join(part.why for part in (sandbox, interpreter) if isinstance(part, Missing))
        self._versions = versions(interpreter, sandbox)
        self._clock, self._granted, self._slow = clock, granted, slow
        self._runs: Runs | None = None
        if isinstance(sandbox, Sandbox) and isinstance(interpreter, Interpreter):
            self._runs = Runs(snapshot=snapshot, mirror=mirror, interpreter=interpreter, sandbox=sandbox, tests=tests,
                              cache=cache, work=work, progress=progress, seconds=time_budget)

    def verify(self, draft: Draft, within: Allowance = ENDLESS) -> Verdict:
        """Everything that can be checked about the draft in this time, and its grade."""
        started, began = time.monotonic(), self._clock.now().isoformat(timespec="seconds") if self._clock else ""
        verdict = self._verified(draft, within)
        free_form = free_words(draft, Tree(self._snapshot.root, self._snapshot.files))
        return replace(verdict, versions=self._versions, began=began, free_form=free_form,
                       seconds=round(time.monotonic() - started, 3))

    def _verified(self, draft: Draft, within: Allowance) -> Verdict:
        results = list(self._static(draft))
        if any(result.outcome is not Outcome.PASSED for result in results):
            return _verdict(draft, results)
        if self._runs is None:
            return _verdict(draft, results, missing=self._missing)
        try:
            return replace(self._by_tests(draft, results, self._runs.within(within)), tier=self._tier)
        except SandboxUnavailable as error:
            return _verdict(draft, results, missing=str(error))

    def base(self) -> SuiteRun:
        """What the suite shows on the base; a problem when it cannot be run here."""
        return SuiteRun(problem=self._missing) if self._runs is None else self._runs.base()

    def _static(self, draft: Draft) -> Iterator[CheckResult]:
        """Checks that run nothing of the project, up to the first one that does not pass."""
        tree = Tree(self._snapshot.root, self._snapshot.files)
        for check in checks():
            started = time.monotonic()
            result = replace(check.run(draft, tree), seconds=time.monotonic() - started)
            if result.name == "protected-paths" and result.outcome is Outcome.PASSED:
                result = self._decisions_untouched(draft, result)
            if result.name == EDITED_TESTS and result.outcome is Outcome.FAILED:
                result = self._as_granted(draft, result)
            yield result
            if result.outcome is not Outcome.PASSED:
                return

    def _decisions_untouched(self, draft: Draft, result: CheckResult) -> CheckResult:
        """The operator may have named a decisions folder of another name; it is protected as well."""
        folder = self._snapshot.project.decisions
        touched = [path for path in draft.changes.paths if folder and is_protected(path, folder)]
        if not touched:
            return result
        return replace(result, outcome=Outcome.FAILED, detail=f"{plain(touched[0])} is in the decisions folder")

    def _as_granted(self, draft: Draft, result: CheckResult) -> CheckResult:
        files = {change.path for change in edited(draft)}
        if not files <= self._granted:
            return result
        return replace(result, outcome=Outcome.PASSED,
                       detail=plain(f"a person granted {', '.join(sorted(files))}; its tests do not count"))

    def _by_tests(self, draft: Draft, results: list[CheckResult], runs: Runs) -> Verdict:
        base = runs.base()
        why = _unusable(base)
        if why:
            return _verdict(draft, results, missing=self._with_hint(why, base, runs))
        results.append(_told_base(base))
        head = head_of(draft, runs, self._granted)
        base = head.counting(base)
        results += _sandboxed(head, runs)
        first = None if results[-1].outcome is Outcome.FAILED else impacted_first(head, base, runs, self._slow)
        if first is not None and first.outcome is Outcome.FAILED:
            results.append(first)
        if results[-1].outcome is Outcome.FAILED:
            return _verdict(draft, results)
        runs.progress.step(0, 1, "tests on the change")
        run = head.counting(runs.run(head.tree, Request(probes=probes(head.targets), seconds=runs.allowed())))
        if run.spent:
            return _verdict(draft, results, missing=run.problem)
        results.append(_honest(run))
        if results[-1].outcome is not Outcome.PASSED:
            return _verdict(draft, results)
        difference = difference_of(head, base, run, runs)
        results.append(difference.check())
        if head.rewritten is not None:
            results.append(by_alias(head.rewritten, draft, head.tree, base, difference.aside, runs))
        facts = difference.facts()
        if not any(result.outcome is Outcome.FAILED for result in results):
            exercise = Exercised(runs=runs, tree=head.tree, changes=draft.changes.files, targets=head.targets, run=run,
                                 counting=difference.counting).told()
            results += exercise.checks
            facts = replace(facts, changed_lines=exercise.changed_lines, executed_lines=exercise.executed_lines,
                            breakages=exercise.breakages, noticed=exercise.noticed, untried=exercise.untried)
        return _verdict(draft, results, facts)

    def _with_hint(self, why: str, base: SuiteRun, runs: Runs) -> str:
        if base.missing or "lacks" in why:
            return (f"{why} (run with {runs.interpreter.source} Python). Name one that has it: "
                    f"nova projects add {self._snapshot.project.path} --python PATH")
        return why


def _verdict(draft: Draft, results: Sequence[CheckResult], tests: TestFacts | None = None, *,
             missing: str = "") -> Verdict:
    grade, why = graded(Facts(checks=results, tests=tests, safe=draft.safe, missing=missing,
                              at_most_b=at_most_b(draft, results)))
    return Verdict(grade=grade, tier=Tier.NONE, checks=tuple(results), tests=tests, why=why)


def at_most_b(draft: Draft, results: Sequence[CheckResult]) -> str:
    """Why no test can make this draft an A, in one line; empty when nothing stands against it."""
    if draft.effect is Effect.CHANGES:
        return f"it changes behaviour ({draft.changes_what or 'see the diff'}), so it is never above B"
    if any(result.name == "free-form" and result.detail.startswith(FREE_FORM) for result in results):
        return "free-form text is never above B: read it"
    rewritten = next((result for result in results if result.name == REWRITTEN), None)
    if rewritten is not None and rewritten.outcome is Outcome.NOT_RUN:
        return f"it rewrites tests, and {rewritten.detail}"
    return ""


def _sandboxed(head: Head, runs: Runs) -> Iterator[CheckResult]:
    """Checks that run something of the project beside its tests, up to the first one that fails."""
    for check in sandboxed_checks():
        started = time.monotonic()
        runs.progress.step(0, 1, check.name)
        result = replace(check.run(head.draft, head.tree, runs), seconds=time.monotonic() - started)
        yield result
        if result.outcome is Outcome.FAILED:
            return


def _unusable(base: SuiteRun) -> str:
    """Why the base's suite proves nothing, in one line; empty when it can be built on."""
    if base.problem:
        return base.problem
    if not base.outcomes:
        return "no tests were collected; nova projects add PATH --tests ARGS says which ones to run"
    if base.strangers:
        return f"{base.strangers[0]} was loaded from the environment, not from the tree under proof"
    if not any(outcome == "passed" for outcome in base.outcomes.values()):
        lacks = f": the interpreter lacks {', '.join(base.missing[:4])}" if base.missing else (
            f": they want {' and '.join(base.wants)}, and the sandbox has none" if base.wants else "")
        return f"none of {len(base.outcomes)} tests passes on the base{lacks}"
    return ""


def _told_base(base: SuiteRun) -> CheckResult:
    red = f", {len(base.red)} red already and set aside" if base.red else ""
    return CheckResult(name="base-tests", outcome=Outcome.PASSED, detail=f"{len(base.green)} tests{red}",
                       seconds=base.seconds)


def _honest(run: SuiteRun) -> CheckResult:
    """The head run itself: it ended, reported, failed the canary, and ran this tree's modules."""
    problem = run.problem
    if not problem and run.strangers:
        problem = f"{run.strangers[0]} was loaded from the environment, not from the tree under proof"
    return CheckResult(name="honest-run", outcome=Outcome.FAILED if problem else Outcome.PASSED, seconds=run.seconds,
                       detail=problem or "the canary failed as it must; every module came from the tree under proof")
