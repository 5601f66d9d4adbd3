"""The proof of one draft, put together: static checks, base tests, head tests, changed lines, breakages, grade."""

from __future__ import annotations

import ast
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

from nova.code.conventions import read_conventions
from nova.domain.snapshot import Snapshot, TreeOid
from nova.errors import SandboxUnavailable
from nova.ports import Progress
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome, TestFacts, Tier, Verdict
from reviewer.proof.breakages import Breakage, breakages
from reviewer.proof.checks import checks
from reviewer.proof.checks.protected_paths import is_protected
from reviewer.proof.comparison import Comparison, compared, varying
from reviewer.proof.edited_tests import beyond_removal
from reviewer.proof.probes import Target, targets
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, Missing
from reviewer.proof.selection import has_source_layout, is_test_path, own_modules, select
from reviewer.proof.suite import RED, Request, Suite, SuiteRun, plain, scratch, settled_id
from reviewer.proof.verdict import BREAKAGES, LINES_EXECUTED, Facts, graded
from reviewer.tree import Tree

BREAKAGE_SECONDS = 60.0
RERUN_FILES = 20
"""When more test files than this differ it is not chance, and nothing is run again."""
TESTS_PER_BREAKAGE = 200

Content = Mapping[str, bytes | None]


class Copies(Protocol):
    """What the verifier needs of Nova's mirror of the project."""

    def copy(self, tree: TreeOid, dest: Path) -> None:
        """Write the tree into the new folder `dest`, writable."""

    def write_tree(self, base: TreeOid, changes: Mapping[str, bytes | None]) -> TreeOid:
        """A tree that differs from `base` in these files alone; None deletes one."""


@dataclass(frozen=True, slots=True)
class _Head:
    """One draft on its way through the suite."""

    draft: Draft
    tree: TreeOid
    edited: tuple[FileChange, ...]
    """Test files that the draft changes beyond removal; in `tree` they are the base's."""
    targets: tuple[Target, ...]
    """Statements that hold changed lines; a probe's id is the index."""


class ProjectVerifier:
    """Proves drafts against one snapshot. Drafts may be verified from several threads at once."""

    def __init__(self, *, snapshot: Snapshot, mirror: Copies, interpreter: Interpreter | Missing,
                 sandbox: Sandbox | Missing, tests: Sequence[str] | None, cache: Path, work: Path, progress: Progress,
                 time_budget: float = 600.0) -> None:
        """`tests`: the operator's arguments for pytest; None: what the project's own settings select. `cache` keeps
        what the base's suite showed, `work` holds copies of trees while they are run. `time_budget`: seconds that
        one run of the whole suite may take."""
        self._snapshot, self._mirror, self._progress = snapshot, mirror, progress
        self._interpreter, self._sandbox = interpreter, sandbox
        self._tests, self._cache, self._work, self._seconds = tests, cache, work, time_budget
        self._lock = Lock()
        self._known: SuiteRun | None = None

    def verify(self, draft: Draft) -> Verdict:
        """Everything that can be checked about the draft, and its grade."""
        results = list(self._static(draft))
        if any(result.outcome is not Outcome.PASSED for result in results):
            return self._verdict(draft, results, None, ran=False)
        if self._missing:
            return self._verdict(draft, results, None, ran=False, missing=self._missing)
        try:
            return self._verdict_of_suite(draft, results)
        except SandboxUnavailable as error:
            return self._verdict(draft, results, None, ran=False, missing=str(error))

    def base(self) -> SuiteRun:
        """What the suite shows on the base: run once, then known, in this process and in the cache."""
        with self._lock:
            if self._known is None:
                self._known = self._loaded() or self._run_base()
            return self._known

    # --- what is needed before anything runs

    @property
    def _missing(self) -> str:
        """What stands in the way of running any test, and what to set."""
        whys = [part.why for part in (self._sandbox, self._interpreter) if isinstance(part, Missing)]
        return "; ".join(whys)

    @cached_property
    def _suite(self) -> Suite:
        assert isinstance(self._interpreter, Interpreter)
        assert isinstance(self._sandbox, Sandbox)
        files = self._snapshot.files
        chosen = select(self._snapshot.root, files, self._tests, read_conventions(self._snapshot).testpaths)
        return Suite(project=self._snapshot.project.path, interpreter=self._interpreter, sandbox=self._sandbox,
                     options=chosen.options, targets=chosen.targets, canary_folder=chosen.canary_folder,
                     modules=own_modules(files), source_layout=has_source_layout(files))

    def _static(self, draft: Draft) -> Iterator[CheckResult]:
        """Checks that run nothing of the project, up to the first one that does not pass."""
        tree = Tree(self._snapshot.root, self._snapshot.files)
        for check in checks():
            started = time.monotonic()
            result = replace(check.run(draft, tree), seconds=time.monotonic() - started)
            if result.name == "protected-paths" and result.outcome is Outcome.PASSED:
                result = self._decisions_untouched(draft, result)
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

    # --- the suite

    def _verdict_of_suite(self, draft: Draft, results: list[CheckResult]) -> Verdict:
        base = self.base()
        why = _unusable(base)
        if why:
            return self._verdict(draft, results, None, ran=True, missing=self._with_hint(why, base))
        results.append(_told_base(base))
        head = self._head(draft)
        self._progress.step(0, 1, "tests on the change")
        run = self._run(head.tree, Request(probes=_probes(head.targets), seconds=self._allowed(base)))
        results.append(_honest(run))
        if run.problem:
            return self._verdict(draft, results, None, ran=True)
        comparison, aside = self._compare(head, base, run)
        results.append(_same(base, run, comparison, aside))
        results += self._edited_tests(head, base)
        facts = _counted(base, run, comparison, aside)
        if all(result.outcome is Outcome.PASSED for result in results):
            facts, more = self._exercise(head, run, facts, _counting(base, run, aside))
            results += more
        return self._verdict(draft, results, facts, ran=True)

    def _head(self, draft: Draft) -> _Head:
        """The tree of the proof: the draft's, with the base's own version of test files that it edits."""
        files = draft.changes.files
        edited = tuple(change for change in files if is_test_path(change.path) and change.before is not None
                       and beyond_removal(change.path, change.before, change.after, draft.removed_tests))
        tree = self._mirror.write_tree(self._snapshot.tree, {c.path: c.after for c in files if c not in edited})
        return _Head(draft, tree, edited, tuple(
            target for change in _source_changes(draft) for target in targets(change.path, *_contents(change))))

    def _run(self, tree: TreeOid, request: Request, spoilt: Content | None = None) -> SuiteRun:
        """Run in a fresh copy of the tree, with `spoilt` laid over it."""
        with self._copy(tree) as folder:
            for path, content in (spoilt or {}).items():
                (folder / path).write_bytes(content or b"")
            return self._suite.run(folder, request)

    @contextmanager
    def _copy(self, tree: TreeOid) -> Iterator[Path]:
        with scratch(self._work, "proof-") as folder:
            self._mirror.copy(tree, folder / "tree")
            yield folder / "tree"

    def _allowed(self, base: SuiteRun) -> float:
        """Seconds for a run on head: a suite that suddenly takes five times as long hangs."""
        return min(self._seconds, 60 + 5 * base.seconds)

    def _compare(self, head: _Head, base: SuiteRun, run: SuiteRun) -> tuple[Comparison, frozenset[str]]:
        """What differs from base, and the tests set aside because they vary by themselves."""
        draft = head.draft
        found = compared(base.outcomes, run.outcomes, draft.removed_tests, _undefined(draft))
        files = sorted({test.partition("::")[0] for test in found.differing})
        if not files or len(files) > RERUN_FILES:
            return found, frozenset()
        self._progress.step(0, 1, "differing tests once more")
        again = Request(only=tuple(files), seconds=self._allowed(base))
        on_base, on_head = self._run(self._snapshot.tree, again), self._run(head.tree, again)
        if on_base.problem or on_head.problem:
            return found, frozenset()
        aside = varying(found.differing, base.outcomes, on_base.outcomes, on_head.outcomes)
        return found.without(aside), aside

    def _edited_tests(self, head: _Head, base: SuiteRun) -> Iterator[CheckResult]:
        """The base's tests have run on head; now the draft's own version of edited test files must do as well."""
        if not head.edited:
            return
        names = tuple(change.path for change in head.edited if change.after is not None)
        files = {test.partition("::")[0] for test in base.outcomes}
        only = tuple(name for name in names if name in files)
        if not only:
            yield CheckResult(name="edited-tests", outcome=Outcome.PASSED, detail="no test lies in the edited files")
            return
        tree = self._mirror.write_tree(head.tree, {c.path: c.after for c in head.edited})
        run = self._run(tree, Request(only=only, seconds=self._allowed(base)))
        before = {test: o for test, o in base.outcomes.items() if test.partition("::")[0] in only}
        after = {test: o for test, o in run.outcomes.items() if test.partition("::")[0] in only}
        problem = run.problem or compared(before, after, head.draft.removed_tests).told()
        detail = plain(problem) if problem else f"{len(only)} edited test files: base's version and the new one agree"
        yield CheckResult(name="edited-tests", outcome=Outcome.FAILED if problem else Outcome.PASSED, detail=detail,
                          seconds=run.seconds)

    # --- changed lines, breakages

    def _exercise(self, head: _Head, run: SuiteRun, facts: TestFacts,
                  counting: frozenset[str]) -> tuple[TestFacts, list[CheckResult]]:
        """Whether the tests that count reached the changed lines, and whether they notice when those are broken."""
        reached = {(t.path, t.line, t.column): _reaching(run.hits.get(number, ()), counting)
                   for number, t in enumerate(head.targets)}
        lines, executed = _lines(head.targets, reached)
        tests = {settled_id(test) for hit in reached.values() for test in hit} & counting
        facts = replace(facts, changed_lines=lines, executed_lines=executed)
        detail = f"{executed} of {lines} changed lines executed by {len(tests)} tests" if lines else "no line of code"
        results = [CheckResult(name=LINES_EXECUTED, detail=detail,
                               outcome=Outcome.PASSED if lines and executed == lines else Outcome.NOT_RUN)]
        if lines and executed == lines:
            made, noticed, seconds = self._break(head, reached, counting)
            facts = replace(facts, breakages=made, noticed=noticed)
            results.append(CheckResult(name=BREAKAGES, detail=f"{noticed} of {made} breakages noticed", seconds=seconds,
                                       outcome=Outcome.PASSED if noticed else Outcome.NOT_RUN))
        return facts, results

    def _break(self, head: _Head, reached: Mapping[tuple[str, int, int], tuple[str, ...]],
               counting: frozenset[str]) -> tuple[int, int, float]:
        """Make breakages one by one; how many were made, how many noticed, and the seconds it took."""
        started = time.monotonic()
        planned = breakages((change.path, *_contents(change)) for change in _source_changes(head.draft))
        noticed = 0
        for number, breakage in enumerate(planned):
            self._progress.step(number, len(planned), "breaking the changed lines")
            only = _tests_for(reached.get((breakage.path, breakage.line, breakage.column), ()), counting)
            noticed += bool(only) and self._notices(head, breakage, only, counting)
        return len(planned), noticed, time.monotonic() - started

    def _notices(self, head: _Head, breakage: Breakage, only: tuple[str, ...], counting: frozenset[str]) -> bool:
        request = Request(only=only, first_failure=True, canary=False, seconds=BREAKAGE_SECONDS)
        run = self._run(head.tree, request, {breakage.path: breakage.after})
        files = {test.partition("::")[0] for test in only}
        if any(test in counting or (outcome == "broken" and test in files)
               for test, outcome in run.outcomes.items() if outcome in RED):
            return True
        if not run.problem:
            return False
        # It crashed or hung before it could report. That counts when the same selection is well without the breakage.
        control = self._run(head.tree, request)
        return not control.problem and bool(control.green) and not (set(control.red) & counting)

    # --- the base's result, kept

    @cached_property
    def _cached(self) -> Path:
        suite = self._suite
        ours = [(Path(__file__).parent / name).read_bytes() for name in ("suite.py", "witness.py", "selection.py")]
        parts = [self._snapshot.tree, suite.interpreter.identity, str(suite.project), *suite.options, "",
                 *suite.targets, hashlib.sha256(b"".join(ours)).hexdigest()]
        key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self._cache / "proof" / f"{key}.json"

    def _loaded(self) -> SuiteRun | None:
        try:
            known = json.loads(self._cached.read_text("utf-8"))
            return SuiteRun(outcomes=known["outcomes"], strangers=tuple(known["strangers"]),
                            missing=tuple(known["missing"]), seconds=known["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _run_base(self) -> SuiteRun:
        self._progress.step(0, 1, "tests on the base")
        run = self._run(self._snapshot.tree, Request(seconds=self._seconds))
        if not run.problem:
            self._cached.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._cached.with_suffix(f".{time.monotonic_ns()}")
            fresh.write_text(json.dumps({**asdict(run), "hits": {}}), "utf-8")
            fresh.replace(self._cached)
        return run

    def _with_hint(self, why: str, base: SuiteRun) -> str:
        if isinstance(self._interpreter, Interpreter) and (base.missing or "lacks" in why):
            return (f"{why} (ran on {self._interpreter.source} Python). Name one that has what they need: "
                    f"nova projects add {self._snapshot.project.path} --python PATH")
        return why

    def _verdict(self, draft: Draft, results: Sequence[CheckResult], tests: TestFacts | None, *, ran: bool,
                 missing: str = "") -> Verdict:
        grade, why = graded(Facts(checks=results, tests=tests, safe=draft.safe, missing=missing))
        tier = self._sandbox.tier if ran and isinstance(self._sandbox, Sandbox) else Tier.NONE
        return Verdict(grade=grade, tier=tier, checks=tuple(results), tests=tests, why=why)


def _source_changes(draft: Draft) -> Iterator[FileChange]:
    """Changed Python files that are not tests: where lines can be executed and broken."""
    return (change for change in draft.changes.files
            if change.path.endswith(".py") and change.after is not None and not is_test_path(change.path))


def _contents(change: FileChange) -> tuple[bytes, bytes]:
    return change.before or b"", change.after or b""


def _probes(found: Iterable[Target]) -> dict[str, list[tuple[int, int, int]]]:
    probes: dict[str, list[tuple[int, int, int]]] = {}
    for number, target in enumerate(found):
        probes.setdefault(target.path, []).append((number, target.line, target.column))
    return probes


def _undefined(draft: Draft) -> frozenset[str]:
    """`path::module.name` of definitions that the draft takes away, as doctest names them; `path::name` too."""
    found: set[str] = set()
    for change in _source_changes(draft):
        before, after = (_defined(content) for content in _contents(change))
        module = change.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        dotted = [".".join(module.split(".")[start:]) for start in range(module.count(".") + 1)]
        found |= {f"{change.path}::{name}.{gone}" for gone in before - after for name in dotted}
    return frozenset(found)


def _defined(content: bytes) -> set[str]:
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _unusable(base: SuiteRun) -> str:
    """Why the base's suite proves nothing, in one line; empty when it can be built on."""
    if base.problem:
        return base.problem
    if not base.outcomes:
        return "no tests were collected; nova projects add PATH --tests ARGS says which ones to run"
    if base.strangers:
        return f"{base.strangers[0]} was loaded from the environment, not from the tree under proof"
    if not any(outcome == "passed" for outcome in base.outcomes.values()):
        lacks = f": the interpreter lacks {', '.join(base.missing[:4])}" if base.missing else ""
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


def _same(base: SuiteRun, run: SuiteRun, comparison: Comparison, aside: frozenset[str]) -> CheckResult:
    told = comparison.told()
    notes = [f"{len(comparison.gone)} removed with the code they test"] if comparison.gone else []
    if aside:
        notes.append(f"{len(aside)} set aside because they vary from run to run: {plain(min(aside))}")
    counts = f"{len(base.green)} before, {len(run.green)} after"
    detail = f"{counts}: {plain(told)}" if told else "; ".join([f"{counts}, same outcomes", *notes])
    return CheckResult(name="tests", outcome=Outcome.FAILED if told else Outcome.PASSED, detail=detail)


def _counted(base: SuiteRun, run: SuiteRun, comparison: Comparison, aside: frozenset[str]) -> TestFacts:
    red = frozenset(base.red) | aside
    return TestFacts(before=len(frozenset(base.outcomes) - red), after=len(frozenset(run.outcomes) - red),
                     red_before=tuple(plain(test) for test in sorted(red)),
                     gone=tuple(plain(test) for test in comparison.gone))


def _counting(base: SuiteRun, run: SuiteRun, aside: frozenset[str]) -> frozenset[str]:
    """Tests whose word counts: they pass on both sides and do not vary."""
    return frozenset(test for test, outcome in run.outcomes.items()
                     if outcome == "passed" and base.outcomes.get(test) == "passed") - aside


def _reaching(hits: tuple[str, ...], counting: frozenset[str]) -> tuple[str, ...]:
    """Who reached a statement, among tests that count and imports."""
    return tuple(test for test in hits
                 if settled_id(test) in counting or test == "start" or test.startswith("collect:"))


def _lines(found: Sequence[Target], reached: Mapping[tuple[str, int, int], tuple[str, ...]]) -> tuple[int, int]:
    """Changed lines of code, and how many of them were executed: with every statement on them."""
    lines: dict[tuple[str, int], bool] = {}
    for target in found:
        for line in target.changed:
            hit = bool(reached[target.path, target.line, target.column])
            lines[target.path, line] = lines.get((target.path, line), True) and hit
    return len(lines), sum(lines.values())


def _tests_for(reached: tuple[str, ...], counting: frozenset[str]) -> tuple[str, ...]:
    """What to run against a breakage: the tests that reached it; where an import did, the first file to collect."""
    tests = dict.fromkeys(test.partition("[")[0] if "0x" in test else test for test in reached
                          if settled_id(test) in counting)
    if tests:
        return tuple(tests)[:TESTS_PER_BREAKAGE]
    files = [test.removeprefix("collect:") for test in reached if test.startswith("collect:") and test.endswith(".py")]
    first = files or sorted(test.partition("::")[0] for test in counting) if reached else []
    return tuple(first[:1])
