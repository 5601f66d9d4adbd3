"""One review, from snapshot to open proposals: the whole loop on one page. Every stage is a step of a durable job.

A step that was cut is done again, so each is idempotent. What was seen in the snapshot is not kept: a run that goes on
after a kill looks again, and stops as outdated when it would now draft something else.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from nova.clock import Stopwatch
from nova.domain.snapshot import CommitSha, Snapshot, Unread
from nova.engine import JSON, Steps
from nova.interrupts import leave_to_the_main_thread
from nova.ports import Progress
from reviewer.agent.consult import ask
from reviewer.agent.consult import findings_of as suggested
from reviewer.budget import Budget
from reviewer.domain.finding import Disposition, Finding, numbered
from reviewer.domain.ledger import Fate, Ledger
from reviewer.domain.proposal import Draft, Proposal
from reviewer.domain.verdict import Verdict
from reviewer.drafting import warm_workshop
from reviewer.errors import RunOutdated
from reviewer.looking import findings_of, rules_to_run
from reviewer.options import Options
from reviewer.proof.allowance import Allowance, ProvingTime
from reviewer.proof.sandbox.watching import halt
from reviewer.ranking import Concern
from reviewer.reports import proposal_report, verdict_from, verdict_report
from reviewer.settings import ReviewSettings
from reviewer.sifting import Drafting, Sieve
from reviewer.survey import Survey
from reviewer.wording import counted, spoken
from reviewer.workspace import Workspace

AT_ONCE = 2
"""Drafts proved at the same time."""


def review(workspace: Workspace, arguments: JSON, step: Steps, progress: Progress) -> dict[str, Any]:
    """Look at one commit, draft, prove, open. Gives the report of FORMATS.

    `arguments`: `run`, the run's id; `base`, a commit; `branch`, the one that proposals are for; `options`.
    Raises RunOutdated.
    """
    run = Run(workspace, arguments, progress)
    step("snapshot", run.take_snapshot)
    if run.asks_models:
        run.heard(step("ask", run.ask))
    run.expect(step("examine", run.examine))
    while batch := run.next_batch():
        run.proved(batch, step(f"prove {batch[0]}", partial(run.prove, batch)))
        for number in filter(run.take, batch):
            run.opened(number, step(f"open {number}", partial(run.open, number)))
    return step("finish", run.finish)


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of looking: every finding, those decided so far, and the drafts to prove, best first."""

    ledger: Ledger
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...]
    budget: Budget


class Run:
    """The stages, and what one leaves for the next in this process."""

    def __init__(self, workspace: Workspace, arguments: JSON, progress: Progress) -> None:
        self._workspace = workspace
        self._id: str = arguments["run"]
        self._base = CommitSha(arguments["base"])
        self._branch: str | None = arguments["branch"]
        self._options = Options.from_json(arguments["options"])
        self._progress = progress
        self._seconds: dict[str, float] = {}
        self._said: list[dict[str, Any]] = []
        self._proposals: dict[int, Proposal] = {}
        self._taken: list[int] = []
        self._pulls: dict[int, dict[str, str]] = {}
        self._time = ProvingTime(workspace.settings.proving_seconds)

    def take_snapshot(self) -> int:
        """Export the commit. Gives the number of files."""
        with self._stage("snapshot") as told:
            told.append(f"{len(self._snapshot.files):,} files at {self._base[:7]}")
        return len(self._snapshot.files)

    @property
    def asks_models(self) -> bool:
        return Decimal(self._options.model_budget) > 0

    def ask(self) -> list[dict[str, Any]]:
        """What every reviewer with a model says of the snapshot. Asked once in a run: a model may say another thing
        the next time. What a run that was killed may have spent is not spent again."""
        runs, budget = self._workspace.runs, Decimal(self._options.model_budget)
        before = runs.models_usd(self._id)
        with self._stage("ask") as told:
            if before:
                told.append(f"up to ${before:.4f} spent before it was cut off")
            ledger = Ledger(self._found)
            sieve = self._workspace.sieve(self._survey, ledger, self._settings, run=self._id)
            heard = ask(self._workspace.app, sieve, self._found, budget - before, self._progress,
                        lambda usd: runs.keep_models_usd(self._id, before + usd))
            told += map(spoken, heard)
        return heard

    def heard(self, said: list[dict[str, Any]]) -> None:
        self._said = said

    def examine(self) -> list[str]:
        """Look at the snapshot. Gives the patch of each draft, best first."""
        return [draft.changes.patch_sha256 for draft in self._examined.drafts]

    def expect(self, patches: list[str]) -> None:
        """Raises RunOutdated when looking again, after a kill, drafts something else than before."""
        if self.examine() != patches:
            raise RunOutdated("answers, proposals or settings changed since this review was cut off")

    def next_batch(self) -> list[int]:
        """The drafts to prove next, such that all of them could be opened; empty when enough are taken, or none is
        left, or no time to prove one."""
        batch: list[int] = []
        if self._time.is_spent:
            return batch
        for number in range(len(self._examined.drafts)):
            if number not in self._proposals and len(batch) < AT_ONCE and self._has_room(number, batch):
                batch.append(number)
        return batch

    def prove(self, batch: list[int]) -> list[dict[str, Any]]:
        """Verdicts as reports, in the order of the batch, whose drafts are proved at the same time."""
        drafts = self._examined.drafts
        allowance = self._time.allowance()
        with self._stage("prove") as told, ThreadPoolExecutor(len(batch), initializer=leave_to_the_main_thread) as pool:
            self._progress.step(batch[0], len(drafts), drafts[batch[0]].plan.title)
            try:
                verdicts = list(pool.map(partial(self._prove, allowance), batch))
            except KeyboardInterrupt:
                halt()  # the pool waits for its threads, and they for test suites
                raise
            told.append(f"{len(batch)} of {len(drafts)}: " + ", ".join(verdict.grade for verdict in verdicts))
        return [verdict_report(verdict) for verdict in verdicts]

    def proved(self, batch: list[int], verdicts: list[dict[str, Any]]) -> None:
        self._time.used += max(verdict["seconds"] for verdict in verdicts)
        for number, verdict in zip(batch, verdicts, strict=True):
            self._proposals[number] = self._workspace.proposal(self._snapshot, self._examined.drafts[number],
                                                               verdict_from(verdict))

    def take(self, number: int) -> bool:
        """Take a proved draft when it is good enough and there is room; True when it is to be opened, too."""
        if not (self._good_enough(number) and self._has_room(number)):
            return False
        self._taken.append(number)
        return not self._options.dry_run

    def open(self, number: int) -> dict[str, str]:
        """Make the branch and the record; once, however often it is called."""
        proposal = self._proposals[number]
        report = proposal_report(proposal, id=None, branch=None, status="open")
        with self._stage("open") as told:
            pull = self._workspace.forge.open(proposal, run=self._id, report=report)
            told.append(f"{pull.id} on {pull.branch}")
        return {"id": pull.id, "branch": pull.branch}

    def opened(self, number: int, pull: dict[str, str]) -> None:
        self._pulls[number] = pull

    def finish(self) -> dict[str, Any]:
        """Decide what is left, keep every disposition, and give the report."""
        ledger = self._examined.ledger
        if self._time.is_spent:
            self._progress.note(self._time_spent)
        for number, draft in enumerate(self._examined.drafts):
            ledger.decide(draft.findings, self._fate(number))
        report = self._report()
        self._workspace.keep(self._id, ledger, report)
        return report

    @cached_property
    def _snapshot(self) -> Snapshot:
        return self._workspace.mirror.snapshot(self._base, self._branch)

    @cached_property
    def _survey(self) -> Survey:
        with self._stage("index") as told:
            survey = self._workspace.survey(self._snapshot, self._progress)
            lines = sum(facts.lines for facts in survey.index.modules.values())
            unread = self._unread(survey)
            told.append(f"{len(survey.index.modules):,} Python files, {lines:,} lines, {len(unread)} unread")
        return survey

    def _unread(self, survey: Survey) -> tuple[Unread, ...]:
        return tuple(row for row in (*self._snapshot.unread, *survey.index.unread)
                     if not survey.conventions.leaves_out(row.path))

    @cached_property
    def _settings(self) -> ReviewSettings:
        return self._workspace.settings.narrowed(self._survey.conventions.nova)

    @cached_property
    def _found(self) -> list[Finding]:
        survey = self._survey
        with self._stage("detect") as told:
            rules = rules_to_run(self._options.rules, survey)
            found = findings_of(rules, survey, self._progress)
            told.append(f"{counted(len(rules), 'rule')}  -> {counted(len(found), 'finding')}")
        return found

    @cached_property
    def _examined(self) -> Examined:
        survey, settings = self._survey, self._settings
        ledger = Ledger(numbered([*self._found, *suggested(self._said)]))
        with self._stage("decisions") as told:
            sieve = self._workspace.sieve(survey, ledger, settings, run=self._id)
            ranked = sieve.sift(ledger)
            told.append(f"{len(survey.decisions.accepted)} accepted: "
                        f"{counted(ledger.counts()[Disposition.DECISION], 'finding')} left alone")
        with self._stage("propose") as told:
            budget = Budget.of(settings, sieve.open_by_rule, self._options.at_most)
            drafts = self._drafts(sieve, ledger, ranked, budget)
            told.append(f"{counted(len(ranked), 'concern')}, the best {len(drafts)} drafted, "
                        f"{budget.slots} may be opened")
        return Examined(ledger, tuple(drafts), self._unread(survey), budget)

    def _drafts(self, sieve: Sieve, ledger: Ledger, ranked: list[Concern], budget: Budget) -> list[Draft]:
        """As many as are worth proving, best first; the others wait."""
        drafts: list[Draft] = []
        with warm_workshop() as workshop:
            drafting = Drafting(sieve, workshop)
            for rank, concern in enumerate(ranked, 1):
                if not budget.worth_drafting(concern.rule, [draft.rule for draft in drafts]):
                    ledger.decide(concern.findings, Fate(Disposition.WAITING, f"budget (rank {rank})"))
                    continue
                self._progress.step(rank, len(ranked), concern.rule)
                drafted = drafting.draft(concern)
                if isinstance(drafted, Fate):
                    ledger.decide(concern.findings, drafted)
                else:
                    drafts.append(drafted)
        if not self._options.dry_run:
            self._workspace.offer(drafting.edits)
        return drafts

    def _prove(self, allowance: Allowance, number: int) -> Verdict:
        return self._workspace.prove(self._snapshot, self._examined.drafts[number], self._progress, allowance)

    def _has_room(self, number: int, besides: Sequence[int] = ()) -> bool:
        """After those that are taken, and `besides`."""
        drafts = self._examined.drafts
        return self._examined.budget.has_room(
            drafts[number].rule, [drafts[other].rule for other in (*self._taken, *besides)])

    def _good_enough(self, number: int) -> bool:
        verdict = self._proposals[number].verdict
        if self._options.allow_unproven:
            return not verdict.failed
        return self._workspace.settings.opens(verdict.grade)

    def _fate(self, number: int) -> Fate:
        """Of the findings of a draft."""
        if number in self._taken:
            pull = self._pulls.get(number)
            return Fate(Disposition.PROPOSED, "would be opened" if pull is None else "waits for an answer",
                        proposal=None if pull is None else pull["id"])
        if number in self._proposals and not self._good_enough(number):
            return Fate(Disposition.NOT_PROVEN, self._proposals[number].verdict.why)
        if number not in self._proposals and self._time.is_spent and self._has_room(number):
            return Fate(Disposition.NOT_PROVEN, self._time_spent)
        return Fate(Disposition.WAITING, f"budget (draft {number + 1})")

    @property
    def _time_spent(self) -> str:
        return (f"{self._time.why} after {len(self._proposals)} of {counted(len(self._examined.drafts), 'draft')}; "
                "review.proving_seconds sets it")

    def _report(self) -> dict[str, Any]:
        ledger = self._examined.ledger
        return {
            "run": self._id,
            "project": self._workspace.project.id,
            "name": self._workspace.project.name,
            "base": self._base,
            "branch": self._branch,
            "findings": len(ledger),
            "dispositions": ledger.counts(),
            "proposals": [self._proposal_report(number) for number in sorted(self._proposals)],
            "models_usd": str(self._workspace.runs.models_usd(self._id)),
            "models": [{key: value for key, value in one.items() if key != "findings"} for one in self._said],
            "unread": [{"path": unread.path, "why": unread.why} for unread in self._examined.unread],
            "seconds": self._seconds,
            "peak_mb": _peak_mb(),
        }

    def _proposal_report(self, number: int) -> dict[str, Any]:
        pull = self._pulls.get(number, {})
        if number in self._taken:
            status = "open" if pull else "would-open"
        else:
            status = "waiting" if self._good_enough(number) else "not-proven"
        return proposal_report(self._proposals[number], id=pull.get("id"), branch=pull.get("branch"), status=status)

    @contextmanager
    def _stage(self, name: str) -> Iterator[list[str]]:
        """Times a stage and tells what it came to; the block says so by adding to the list."""
        watch = Stopwatch()
        told: list[str] = []
        self._progress.stage(name)
        yield told
        self._seconds[name] = round(self._seconds.get(name, 0.0) + watch.seconds, 3)
        self._progress.finish(name, "; ".join(told), watch.seconds)


def _peak_mb() -> int:
    """The largest process of this run so far, those it started and waited for included, in megabytes."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
