"""The forge inside the reviewed repository: a branch with one commit, and a record in Nova's store.

Opening writes in an order in which every cut can be repaired by opening again: the commit depends on nothing but the
proposal, so it has the same id each time; then the branch, created only where none is; the record comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from nova.code.mirror import Mirror
from nova.code.projects import head_branch
from nova.domain.snapshot import CommitSha
from nova.errors import Refused
from nova.ports import Clock
from reviewer.answers import Answers
from reviewer.domain.answer import Answer, AnswerKind, Remembered
from reviewer.domain.proposal import Proposal, PullRequest, PullStatus
from reviewer.forge.branches import NOVA, PLACE_TRAILER, Branches
from reviewer.forge.by_hand import Merge, edited, merged
from reviewer.ports import Detector
from reviewer.store import PullRecord, PullStore, with_status

Checkpoint = Callable[[str], None]
"""Told the name of each step when it is done."""


def no_checkpoint(step: str) -> None:
    """Nobody wants to know."""


class LocalForge:
    """Fills reviewer.ports.Forge for one project in one checkout."""

    def __init__(self, *, mirror: Mirror, pulls: PullStore, answers: Answers, rules: Mapping[str, Detector],
                 clock: Clock, prefix: str = "nova", target: str | None = None,
                 checkpoint: Checkpoint = no_checkpoint) -> None:
        """`target`: where proposals go; None: the project's branch, else the one that HEAD names."""
        self._mirror = mirror
        self._project = mirror.project
        self._pulls = pulls
        self._answers = answers
        self._rules = rules
        self._clock = clock
        self._prefix = prefix
        self._target = target or mirror.project.branch
        self._checkpoint = checkpoint
        self._branches = Branches(mirror.project.path)

    def open(self, proposal: Proposal, *, run: str, report: Mapping[str, Any]) -> PullRequest:
        """Raises Refused, with nothing left behind, when the branch's name is taken by something else."""
        record = self._record(proposal, run, report)
        known = self._pulls.find(record.pull)
        if known is not None:
            return known.pull
        self._checkpoint("looked")
        head = commit_of(self._mirror, proposal)
        self._checkpoint("committed")
        self._mirror.transfer(self._project.path, head, proposal.base)
        self._checkpoint("transferred")
        self._put_branch(record.pull.branch, head, record.pull.place.key(proposal.project))
        self._checkpoint("branched")
        return self._pulls.add(replace(record, pull=replace(record.pull, head=head))).pull

    def require_room(self) -> None:
        """Raises Refused when no branch of Nova's can be made here."""
        self._branches.require_free(f"{self._prefix}/...", self._prefix)

    def pulls(self) -> Sequence[PullRequest]:
        return tuple(record.pull for record in self.records())

    def records(self) -> tuple[PullRecord, ...]:
        """Every pull request of this repository, in whichever worktree it was opened, newest first.

        One that was opened in a checkout which is gone now, and whose branch is here, belongs to this one from now on.
        """
        here = str(self._project.path)
        ours = {here, *map(str, self._branches.checkouts())}
        result = []
        for record in self._pulls.of_project(self._project.id):
            if record.pull.repository not in ours:
                if not self._moved_here(record.pull):
                    continue
                record = replace(record, pull=replace(record.pull, repository=here))
                self._pulls.save(record)
            result.append(record)
        return tuple(result)

    def settle(self) -> Sequence[PullRequest]:
        """What Nova itself is in the middle of is left to `reviewer.lifecycle.finish`."""
        busy = {intent.pull for intent in self._pulls.intents(self._project.id)}
        changed = []
        for record in self.records():
            if record.pull.status is PullStatus.OPEN and record.pull.id not in busy:
                settled = self._settled(record)
                if settled is not None:
                    self._pulls.save(settled)
                    changed.append(settled.pull)
        return tuple(changed)

    def _record(self, proposal: Proposal, run: str, report: Mapping[str, Any]) -> PullRecord:
        """All but the commit's id, which is known once it is made, and the short name."""
        draft = proposal.draft
        key = draft.place.key(proposal.project)
        rule = self._rules[draft.rule]
        pull = PullRequest(
            id="", project=proposal.project, repository=str(self._project.path), place=draft.place,
            idea=proposal.ideas[0], branch=f"{self._prefix}/{draft.rule}/{key[:8]}", target=self._require_target(),
            base=proposal.base, head=CommitSha(""), head_tree=proposal.head_tree,
            patch_sha256=draft.changes.patch_sha256, status=PullStatus.OPEN, opened_at=self._clock.now(), run=run)
        return PullRecord(pull=pull, title=draft.plan.title, family=rule.family, rule_version=rule.version,
                          remembered=remembered_of(proposal), report=report, diff=draft.changes.diff())

    def _require_target(self) -> str:
        target = self._target or head_branch(self._project.path)
        if target is None:
            raise Refused(f"HEAD of {self._project.path} names no branch, so a proposal has nowhere to go. Check one "
                          f"out, or set one: nova projects add {self._project.path} --branch NAME")
        return target

    def _put_branch(self, branch: str, head: str, place_key: str) -> None:
        self._branches.require_free(branch, self._prefix)
        tip = self._branches.tip(branch)
        if tip == head:
            return
        if tip is not None:
            self._require_leftover(branch, tip, place_key)
        self._branches.move(branch, head, tip, "proposed")

    def _require_leftover(self, branch: str, tip: str, place_key: str) -> None:
        """A branch that Nova made and lost sight of may be replaced; any other one is a person's."""
        waiting = [record.pull for record in self.records()
                   if record.pull.branch == branch and record.pull.status is PullStatus.OPEN]
        if waiting:
            raise Refused(f"{waiting[0].id} proposes this already, for base {waiting[0].base[:7]}: "
                          f"nova refresh {waiting[0].id} runs it again")
        if not self._branches.made_by_nova(tip, place_key) or self._branches.worktrees_on(branch):
            raise Refused(f"the branch {branch} is there already, and not as Nova would have left it. Nothing was "
                          f"opened. When you do not need it any more: git branch -D {branch}")

    def _moved_here(self, pull: PullRequest) -> bool:
        """Another checkout that still exists is not ours to judge."""
        if Path(pull.repository).exists():
            return False
        return pull.status is not PullStatus.OPEN or self._branches.tip(pull.branch) is not None

    def _settled(self, record: PullRecord) -> PullRecord | None:
        """The pull request as people left it; None when nothing has changed."""
        key = record.pull.place.key(record.pull.project)
        now = self._clock.now()
        merge = merged(self._branches, record.pull, key)
        if merge is not None:
            self._answers.record(_approval(record, merge, self._git_identity(), now))
            self._branches.delete(record.pull.branch, record.pull.head)
            return with_status(record, PullStatus.APPROVED, now)
        if self._branches.tip(record.pull.branch) is None:
            return with_status(record, PullStatus.CLOSED, now)
        tip = edited(self._branches, record.pull, key)
        return replace(record, edited=tip) if tip != record.edited else None

    def _git_identity(self) -> str:
        """Who works in this checkout: only needed for a fast-forward, which leaves no name of its own."""
        name, mail = (self._branches.git.text("config", "--default", "", "--get", f"user.{what}")
                      for what in ("name", "email"))
        return f"{name} <{mail}>"


def commit_of(mirror: Mirror, proposal: Proposal) -> CommitSha:
    """The proposal as a commit in the mirror. Equal proposals give the same commit, whenever it is made."""
    date = datetime.fromisoformat(mirror.git.text("show", "--no-patch", "--format=%cI", proposal.base, "--"))
    return mirror.commit(proposal.head_tree, (proposal.base,), message_of(proposal), author=NOVA, date=date)


def message_of(proposal: Proposal) -> str:
    """Title, why, what it rests on; then the place of every finding, by which a squash is known again."""
    draft = proposal.draft
    rests_on = [f"Rests on {_line(f'{ground.decision} {ground.title}')}." for ground in draft.grounds]
    trailers = [f"{PLACE_TRAILER}: {key}"
                for key in dict.fromkeys(finding.place.key(proposal.project) for finding in draft.findings)]
    paragraphs = [_line(draft.plan.title), _line(draft.plan.why), "\n".join(dict.fromkeys(rests_on)),
                  "\n".join(trailers)]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def remembered_of(proposal: Proposal) -> tuple[Remembered, ...]:
    """Place and idea of every finding. Twins are not known yet."""
    return tuple(Remembered(place=finding.place, idea=idea)
                 for finding, idea in zip(proposal.draft.findings, proposal.ideas, strict=True))


def _line(text: str) -> str:
    """One line without control characters: names in the project may hold any."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def _approval(record: PullRecord, merge: Merge, otherwise: str, now: datetime) -> Answer:
    pull = record.pull
    return Answer(
        # The same merge seen twice is one answer.
        id=sha256(f"{pull.project}\0{pull.id}\0{pull.head}\0{merge.commit}".encode()).hexdigest()[:32],
        kind=AnswerKind.APPROVED, project=pull.project, proposal=pull.id, rule=pull.place.rule, family=record.family,
        rule_version=record.rule_version, title=record.title, remembered=record.remembered, base=pull.base,
        head_tree=merge.tree, patch_sha256=pull.patch_sha256, at=now, by=merge.by or otherwise, login="",
        note=f"merged by hand as {merge.commit[:7]}")
