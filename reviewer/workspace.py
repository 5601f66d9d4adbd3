"""Everything that belongs to one project in one checkout, put together once: stores, mirror, answers, forge, proof."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from nova.app import App
from nova.code.conventions import read_conventions
from nova.code.index import build_index
from nova.code.mirror import Mirror
from nova.code.projects import head_branch
from nova.console import started_as
from nova.decisions.drafts import RecordDraft, keep_draft
from nova.decisions.reader import read_book, read_drafts
from nova.domain.decision import DecisionBook
from nova.domain.project import Project
from nova.domain.snapshot import CommitSha, Snapshot
from nova.errors import NotReviewable
from nova.ports import Progress, Silent
from reviewer.again import draft_again
from reviewer.answers import AnswerBook, Answers
from reviewer.checker import TypeChecker
from reviewer.detectors import detectors
from reviewer.domain.answer import Answer
from reviewer.domain.finding import Place
from reviewer.domain.ledger import Ledger
from reviewer.domain.proposal import Draft, Proposal, PullRequest, PullStatus
from reviewer.domain.recipe import Declined
from reviewer.domain.verdict import Verdict
from reviewer.forge.local import LocalForge
from reviewer.ideas import ideas_of, symbol_key
from reviewer.lifecycle import SERVICE, Desk, finish
from reviewer.looking import rules_by_role, survey_snapshot
from reviewer.options import Options
from reviewer.precedents import Precedents, exists_in, standing
from reviewer.proof.allowance import ENDLESS, Allowance
from reviewer.proof.checker import Mypy
from reviewer.proof.sandbox.interpreter import Interpreter, Missing, find_interpreter
from reviewer.proof.sandbox.tiers import find_sandbox
from reviewer.proof.verifier import ProjectVerifier
from reviewer.reports import proposal_report
from reviewer.settings import ReviewSettings
from reviewer.sifting import Sieve
from reviewer.store import AnswerStore, Kept, PullRecord, PullStore, RunStore
from reviewer.survey import Survey


class Workspace:
    """One project as the reviewer sees it."""

    def __init__(self, app: App, project: Project, home: Path | None = None) -> None:
        """`home`: where the mirror, exports and caches are, when not in the operator's data folder."""
        self.app = app
        self.project = project
        self.home = home or app.home
        self.settings = app.operator.table("review", ReviewSettings)
        self.mirror = Mirror(self.home, project)
        self.runs = RunStore(app.database)
        self.pulls = PullStore(app.database)
        self.book = AnswerBook(project.path, self.mirror, app.clock)
        self.answers = Answers(self.book, AnswerStore(app.database, project.id))
        self._verifiers: dict[CommitSha, ProjectVerifier] = {}
        self._verifying = Lock()

    @cached_property
    def forge(self) -> LocalForge:
        return LocalForge(mirror=self.mirror, pulls=self.pulls, answers=self.answers, rules=detectors(),
                          clock=self.app.clock, prefix=self.settings.branch_prefix)

    def desk(self, actor: str) -> Desk:
        """What answering takes. `actor`: who started this, a person or the service."""
        return Desk(project=self.project, mirror=self.mirror, pulls=self.pulls, runs=self.runs, answers=self.answers,
                    drafts=self.app.drafts, clock=self.app.clock, locks=self.app.home / "locks", actor=actor,
                    rerun=self.again, report=lambda proposal: proposal_report(proposal, id=None, branch=None,
                                                                               status="open"),
                    module_name=self._module_name, decisions=self._decisions,
                    not_now=self.settings.not_now, command=started_as())

    def arguments(self, options: Options) -> dict[str, Any]:
        """What a run is made of: the commit, the branch that proposals are for, and the options.

        Raises NotReviewable when there is no branch for proposals to go to, Refused when none can be made for them.
        """
        self.mirror.update()
        base = self.mirror.resolve(options.at or "HEAD")
        branch = self.project.branch or head_branch(self.project.path)
        if branch is None and not options.dry_run:
            raise NotReviewable(f"HEAD of {self.project.path} names no branch, so a proposal has nowhere to go. Check "
                                f"one out, set one (nova projects add {self.project.path} --branch NAME), or look "
                                "without opening anything (--dry-run).")
        if not options.dry_run:
            self.forge.require_room()
        return {"base": base, "branch": branch, "options": options.to_json()}

    def settle(self) -> Iterator[str]:
        """Finish answers that were cut off, fetch those of the remote, see what people did by hand; a line for each."""
        self.mirror.update()
        for done in finish(self.desk(SERVICE)):
            yield f"Finished what was cut off: {done.said}"
        unreachable = self.book.fetch_from_remote()
        if unreachable:
            yield unreachable
        yield from self.answers.read().problems
        for pull in self.forge.settle():
            if pull.status is PullStatus.APPROVED:
                yield f"{pull.id} was merged into {pull.target} by hand: counted as approved."
            elif pull.status is PullStatus.CLOSED:
                yield f"{pull.id} is closed: its branch {pull.branch} was deleted by hand."

    def survey(self, snapshot: Snapshot, progress: Progress) -> Survey:
        drafts = read_drafts(self.app.drafts.drafts(self.project.id))
        return survey_snapshot(snapshot, self.mirror, cache=self.home / "cache", drafts=drafts,
                               today=self.app.clock.now().date(), checker=self._checker(snapshot), progress=progress)

    def sieve(self, survey: Survey, ledger: Ledger, settings: ReviewSettings, *, run: str) -> Sieve:
        """`run`: the run that asks; what it has opened itself does not stand in its way when it goes on."""
        precedents = Precedents(self.answers.read().answers, exists=exists_in(survey.index, ledger.findings),
                                now=self.app.clock.now(), versions=_versions(), not_now=settings.not_now)
        waiting: dict[Place, PullRequest] = {item.place: record.pull for record in self.waiting()
                                             if record.pull.run != run for item in record.remembered}
        return Sieve(survey, precedents, waiting, settings)

    def prove(self, snapshot: Snapshot, draft: Draft, progress: Progress, within: Allowance = ENDLESS) -> Verdict:
        return self._verifier(snapshot, progress).verify(draft, within)

    def _interpreter(self, snapshot: Snapshot) -> Interpreter | Missing:
        return find_interpreter(self.project.path, snapshot.files, python=self.project.python,
                                roots=map(Path, self.settings.interpreters))

    def _tests(self, snapshot: Snapshot) -> tuple[str, ...] | None:
        """The operator's selection, else the one in the project's `[tool.nova] tests`; None: the suite as it is set."""
        asked = read_conventions(snapshot).nova.get("tests")
        if self.project.tests is not None or not isinstance(asked, str):
            return self.project.tests
        try:
            return tuple(shlex.split(asked))
        except ValueError:
            return None

    def _checker(self, snapshot: Snapshot) -> TypeChecker | None:
        """Their own mypy, where their own environment has it; Nova's would miss what they import."""
        interpreter, sandbox = self._interpreter(snapshot), find_sandbox(self.settings.tiers)
        if isinstance(interpreter, Missing) or isinstance(sandbox, Missing) or interpreter.is_novas:
            return None
        return Mypy(interpreter=interpreter, sandbox=sandbox)

    def _verifier(self, snapshot: Snapshot, progress: Progress) -> ProjectVerifier:
        """One for each commit: what the base's suite showed is known to it."""
        with self._verifying:
            if snapshot.commit not in self._verifiers:
                home = self.home
                self._verifiers[snapshot.commit] = ProjectVerifier(
                    snapshot=snapshot, mirror=self.mirror, interpreter=self._interpreter(snapshot),
                    sandbox=find_sandbox(self.settings.tiers), tests=self._tests(snapshot), cache=home / "cache",
                    work=home / "work", progress=progress, time_budget=self.settings.proof_seconds,
                    clock=self.app.clock)
            return self._verifiers[snapshot.commit]

    def offer(self, edits: Iterable[RecordDraft]) -> None:
        """Put edits of records among the drafts that wait for a person; one that waits already is replaced."""
        for edit in edits:
            keep_draft(self.app.drafts, self.project.id, edit)

    def proposal(self, snapshot: Snapshot, draft: Draft, verdict: Verdict) -> Proposal:
        tree = self.mirror.write_tree(snapshot.tree, {change.path: change.after for change in draft.changes.files})
        return Proposal(project=self.project.id, base=snapshot.commit, head_tree=tree, draft=draft,
                        ideas=ideas_of(draft, detectors()[draft.rule].family), verdict=verdict,
                        reviewer=draft.findings[0].details.get("role") or rules_by_role()[draft.rule].name)

    def keep(self, run: str, ledger: Ledger, report: Mapping[str, Any]) -> None:
        """Write the end of a run: its report, and the fate of every finding."""
        kept = [Kept(place=finding.place, line=finding.line, message=finding.message,
                         disposition=fate.disposition, detail=fate.detail, decision=fate.decision, pull=fate.proposal,
                         idea=symbol_key(detectors()[finding.rule].family, finding.symbol))
                for finding, fate in ledger]
        self.runs.finish(run, kept, report, self.app.clock.now())

    def records(self) -> tuple[PullRecord, ...]:
        """Every pull request of this checkout, newest first."""
        return self.forge.records()

    def waiting(self) -> list[PullRecord]:
        """Those without an answer, oldest first."""
        return [record for record in reversed(self.records()) if record.pull.status is PullStatus.OPEN]

    def report_of(self, record: PullRecord) -> dict[str, Any]:
        """The proposal as JSON (FORMATS), as it stands now."""
        return {**record.report, "id": record.pull.id, "branch": record.pull.branch, "status": str(record.pull.status)}

    def standing(self) -> list[Answer]:
        """The rejections that hold."""
        return standing(self.answers.read().answers, now=self.app.clock.now(), versions=_versions(),
                        not_now=self.settings.not_now)

    def again(self, pull: PullRequest, snapshot: Snapshot, progress: Progress | None = None) -> Proposal | Declined:
        """The recipe of a pull request carried out on the snapshot, and proved there."""
        progress = progress or Silent()
        draft = draft_again(self.pulls.get(pull.id).report, self.survey(snapshot, progress))
        if isinstance(draft, Declined):
            return draft
        return self.proposal(snapshot, draft, self.prove(snapshot, draft, progress))

    def _module_name(self, pull: PullRequest, path: str) -> str:
        snapshot = self.mirror.snapshot(pull.base, pull.target)
        return build_index(snapshot, self.home / "cache", Silent()).module_name(path)


    def _decisions(self, pull: PullRequest) -> DecisionBook:
        """The records of the branch that the pull request is for, as it is now."""
        self.mirror.update()
        snapshot = self.mirror.snapshot(self.mirror.resolve(f"refs/heads/{pull.target}"), pull.target)
        return read_book(snapshot, self.project.decisions)


def _versions() -> dict[str, int]:
    return {name: rule.version for name, rule in detectors().items()}
