"""One draft beside the base: the tree that its tests run in, and what their outcomes differ in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nova.domain.snapshot import TreeOid
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome, TestFacts
from reviewer.proof.comparison import Comparison, compared, undefined, varying
from reviewer.proof.exercise import watched
from reviewer.proof.probes import Target
from reviewer.proof.rewritten_tests import Rewriting, edited, rewriting
from reviewer.proof.runs import Runs
from reviewer.proof.suite import Request, SuiteRun, plain
from reviewer.tree import Tree

RERUN_FILES = 20
"""When more test files than this differ it is not chance, and nothing is run again."""
RERUN_SECONDS = 300.0
"""For running differing tests once more, on base and on head together."""


@dataclass(frozen=True, slots=True)
class Head:
    """One draft on its way through the suite."""

    draft: Draft
    tree: TreeOid
    rewritten: Rewriting | None
    """Test files that the recipe itself rewrites; None when it touches no test."""
    granted: frozenset[str]
    """Test files that a person lets the draft edit; in `tree` they are the base's."""
    targets: tuple[Target, ...]

    def counting(self, run: SuiteRun) -> SuiteRun:
        """The run without the tests of granted files."""
        return replace(run, outcomes={test: outcome for test, outcome in run.outcomes.items()
                                      if test.partition("::")[0] not in self.granted})

    def under_new_ids(self, base: SuiteRun, run: SuiteRun) -> SuiteRun:
        """The base's outcomes under the ids that the head has for the same tests."""
        if self.rewritten is None:
            return base
        names = self.rewritten.names
        return replace(base, outcomes={names.new_id(test, run.outcomes): outcome
                                       for test, outcome in base.outcomes.items()})


@dataclass(frozen=True, slots=True)
class Difference:
    """Base and head side by side."""

    base: SuiteRun
    run: SuiteRun
    found: Comparison
    aside: frozenset[str] = frozenset()
    """Tests that differ, but vary by themselves."""
    unrepeated: str = ""
    """Why the time did not suffice to tell."""

    @property
    def counting(self) -> frozenset[str]:
        """Tests whose word counts: they pass on both sides and do not vary."""
        return frozenset(test for test, outcome in self.run.outcomes.items()
                         if outcome == self.base.outcomes.get(test) == "passed") - self.aside

    def facts(self) -> TestFacts:
        red = frozenset(self.base.red) | self.aside
        return TestFacts(before=len(self.base.outcomes.keys() - red), after=len(self.run.outcomes.keys() - red),
                         red_before=tuple(plain(test) for test in sorted(red)),
                         gone=tuple(plain(test) for test in self.found.gone))

    def check(self) -> CheckResult:
        told, facts = self.found.told(), self.facts()
        counts = f"{facts.before} before, {facts.after} after"
        if told:
            unsure = f"; not run once more, {self.unrepeated}" if self.unrepeated else ""
            return CheckResult(name="tests", outcome=Outcome.FAILED, detail=f"{counts}: {plain(told)}{unsure}")
        notes = [f"{len(facts.gone)} removed with the code they test"] if facts.gone else []
        if self.aside:
            notes.append(f"{len(self.aside)} set aside because they vary from run to run: {plain(min(self.aside))}")
        return CheckResult(name="tests", outcome=Outcome.PASSED,
                           detail="; ".join([f"{counts}, same outcomes", *notes]))


def head_of(draft: Draft, runs: Runs, granted: frozenset[str]) -> Head:
    """The tree of the proof. Test files that differ in it are what the recipe makes of the base's."""
    files, suite = draft.changes.files, {change.path for change in edited(draft)}
    held = frozenset(suite) if suite <= granted else frozenset()
    found = rewriting(draft, Tree(runs.snapshot.root, runs.snapshot.files)) if suite and not held else None
    return Head(draft, runs.tree({change.path: change.after for change in files if change.path not in held}),
                 found if isinstance(found, Rewriting) else None, held, watched(files))


def difference_of(head: Head, base: SuiteRun, run: SuiteRun, runs: Runs) -> Difference:
    """What differs from base. Files that do are run once more on both, so that chance is not blamed on the change."""
    base = head.under_new_ids(base, run)
    found = compared(base.outcomes, run.outcomes, head.draft.removed_tests, undefined(head.draft))
    files = sorted({test.partition("::")[0] for test in found.differing})
    if not files or len(files) > RERUN_FILES:
        return Difference(base, run, found)
    runs.progress.step(0, 1, "differing tests once more")
    again = Request(only=tuple(files), seconds=runs.allowed())
    runs = runs.within(runs.allowance.at_most(RERUN_SECONDS, f"the time for that, {RERUN_SECONDS:.0f} s, is spent"))
    on_base, on_head = runs.run_base(again), runs.run(head.tree, again)
    if on_base.problem or on_head.problem:
        spent = on_base.spent or on_head.spent
        return Difference(base, run, found, unrepeated=runs.allowance.why if spent else "")
    on_base = head.under_new_ids(on_base, on_head)
    aside = varying(found.differing, base.outcomes, on_base.outcomes, on_head.outcomes)
    return Difference(base, run, found.without(aside), aside)
