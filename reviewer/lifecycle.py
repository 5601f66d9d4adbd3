"""What follows when a person answers: approve, reject, reopen, refresh, and finishing what was cut off.

Every answer is first written down as an intent with all that carrying it out takes; each step can be done twice; the
last one removes the intent. So after a kill at any point `finish` (which every other function begins with) either
completes the answer or, when the target has moved on without it, puts everything back.
"""

from __future__ import annotations

import getpass
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from nova.code.git import Git
from nova.code.mirror import Mirror
from nova.decisions.amendments import Spot, covering
from nova.decisions.drafts import RecordDraft, draft_from_rejection, keep_draft
from nova.domain.decision import Decision, DecisionBook
from nova.domain.project import Project
from nova.domain.snapshot import CommitSha, Snapshot, TreeOid
from nova.errors import BadInput, Busy, GitFailed, Refused, UnknownName
from nova.lease import lease
from nova.ports import Clock, DraftStore
from reviewer.answers import Answers, from_line, to_line
from reviewer.domain.answer import Answer, AnswerKind, Because, Remembered, Scope
from reviewer.domain.proposal import Proposal, PullRequest, PullStatus
from reviewer.domain.recipe import Declined
from reviewer.domain.verdict import Grade
from reviewer.errors import ProposalConflict
from reviewer.forge.branches import Branches
from reviewer.forge.local import Checkpoint, commit_of, no_checkpoint, remembered_of
from reviewer.forge.worktrees import Move, bring_along, moves, put_back, rebasing, why_not
from reviewer.precedents import NOT_NOW
from reviewer.store import Intent, PullRecord, PullStore, RunStore, with_status

PERSON = "person"
SERVICE = "service"
"""The actor of whatever serve, the engine or a role starts: it proposes, so it never answers."""

_WAIT = 30.0
"""Seconds for which an answer waits until another one on the same project is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that answering takes, for one project in one checkout."""

    project: Project
    mirror: Mirror
    pulls: PullStore
    runs: RunStore
    answers: Answers
    drafts: DraftStore
    clock: Clock
    locks: Path
    """The folder of lock files in Nova's home."""
    actor: str
    """PERSON, or SERVICE, which is refused."""
    rerun: Callable[[PullRequest, Snapshot], Proposal | Declined]
    """Carries out the recipe of a pull request on another base and proves the result."""
    report: Callable[[Proposal], Mapping[str, Any]]
    """The proposal as JSON (FORMATS)."""
    module_name: Callable[[PullRequest, str], str]
    """The dotted module of a path in the pull request's base."""
    decisions: Callable[[PullRequest], DecisionBook] = lambda pull: DecisionBook(folder=None)
    """The records of the pull request's target as it is now."""
    not_now: timedelta = NOT_NOW
    command: str = "nova"
    """How the person started Nova, for the commands in messages."""
    checkpoint: Checkpoint = no_checkpoint
    branches: Branches = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", Branches(self.project.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an answer."""

    pull: PullRequest | None
    """As it is now; None: an answer was taken back whose pull request this Nova home does not know."""
    said: str
    """One sentence for the person."""
    notes: tuple[str, ...] = ()
    """What else they should know, one sentence each."""
    answer: Answer | None = None
    draft: str | None = None
    """The slug of the decision that was drafted."""
    amends: str | None = None
    """The accepted record that covers the place already, when the draft is an amendment of it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers."""

    name: str
    """Git identity, `Name <mail>`."""
    login: str


def person_at(repository: Path) -> Person:
    """Who works in this checkout. Raises BadInput when git does not know."""
    git = Git(repository)
    name, mail = (git.text("config", "--default", "", "--get", f"user.{what}") for what in ("name", "email"))
    if not name or not mail:
        raise BadInput("an answer carries the name of the person who gives it, and git knows none here. "
                       'Set it: git config user.name "..." and git config user.email "..."')
    return Person(f"{name} <{mail}>", getpass.getuser())


def approve(desk: Desk, pull_id: str) -> Done:
    """Merge a proposal into its target on this person's answer.

    Raises ProposalConflict when the base moved and the recipe does not give the same patch, proven; Refused when
    the answer cannot be carried out, before anything has moved.
    """
    with _alone(desk):
        done = _finish(desk).get(pull_id)
        record = desk.pulls.get(pull_id)
        if done is not None and record.pull.status is PullStatus.APPROVED:
            return done
        _require_open(desk, record)
        person = person_at(desk.project.path)
        _require_untouched(desk, record)
        old = _target_tip(desk, record.pull)
        record = _on_base(desk, record, old)
        _require_clear_way(desk, record.pull, old)
        answer = _answer(desk, record, AnswerKind.APPROVED, person)
        return _carry_out(desk, desk.pulls.intend(Intent(pull_id, "approve", {
            "answer": to_line(answer).decode(), "old": old, "new": record.pull.head})))


def reject(desk: Desk, pull_id: str, *, because: Because, note: str = "", scope: Scope = Scope.HERE) -> Done:
    """Remember that a person does not want it; `by-design` drafts a decision as well."""
    with _alone(desk):
        done = _finish(desk).get(pull_id)
        record = desk.pulls.get(pull_id)
        if done is not None and record.pull.status is PullStatus.REJECTED:
            return done
        _require_open(desk, record)
        now = desk.clock.now()
        answer = replace(
            _answer(desk, record, AnswerKind.REJECTED, person_at(desk.project.path)),
            remembered=_with_twins(desk, record), because=because, note=note, scope=scope, diff=record.diff,
            until=now + desk.not_now if because is Because.NOT_NOW else None)
        spots = _spots(desk, record, answer) if because is Because.BY_DESIGN else []
        covered = covering(desk.decisions(record.pull), spots) if spots else None
        draft = _draft(desk, record, answer, spots, covered) if spots else None
        if draft is not None:
            answer = replace(answer, extra={"draft": draft.slug})
        return _carry_out(desk, desk.pulls.intend(Intent(pull_id, "reject", {
            "answer": to_line(answer).decode(),
            "draft": draft and {"slug": draft.slug, "text": draft.text, "amends": covered and _called(covered)}})))


def reopen(desk: Desk, name: str) -> Done:
    """Take back a rejection, by the proposal's short name or by the first digits of the answer's id.

    A Nova home that never saw the proposal can take back an answer too: answers travel with the repository.
    """
    with _alone(desk):
        done = _finish(desk).get(name)
        record = _known(desk, name)
        if done is not None and record is not None and done.said.startswith(f"{name} reopened"):
            return done
        if record is not None and record.pull.status is PullStatus.CLOSED:
            _require_here(desk, record.pull)
            return _restored(desk, record, None)
        answer = _rejection(desk, name, record)
        taken_back = replace(answer, id=uuid4().hex, kind=AnswerKind.REOPENED, takes_back=answer.id, diff="", note="",
                             extra=None, at=desk.clock.now(), **_signature(person_at(desk.project.path)))
        if record is None:
            desk.answers.record(taken_back)
            _drop_draft(desk, answer)
            return Done(pull=None, answer=taken_back,
                        said=f"{name} reopened: the next review may propose {answer.title!r} again.")
        _require_here(desk, record.pull)
        return _carry_out(desk, desk.pulls.intend(Intent(record.pull.id, "reopen", {
            "answer": to_line(taken_back).decode(), "of": to_line(answer).decode()})))


def refresh(desk: Desk, pull_id: str) -> Done:
    """Run the recipe again on what the target is now, and prove it anew."""
    with _alone(desk):
        _finish(desk)
        record = desk.pulls.get(pull_id)
        _require_open(desk, record)
        tip = _require_movable(desk, record)
        base = _target_tip(desk, record.pull)
        if base == record.pull.base and tip == record.pull.head:
            return Done(pull=record.pull, said=f"{pull_id} is for {record.pull.target} as it is now, {base[:7]}.")
        proposal = desk.rerun(record.pull, _snapshot(desk, record.pull, base))
        if isinstance(proposal, Declined):
            return _obsolete(desk, record, tip, proposal)
        if not _proven(record, proposal):
            raise Refused(f"{pull_id} was run again on {record.pull.target}, now {base[:7]}, and is not proven there: "
                          f"{_why_unproven(proposal)}. It stays as it was.")
        return _moved_on(desk, record, tip, proposal)


def finish(desk: Desk) -> tuple[Done, ...]:
    """Complete or undo the answers that were cut off. Anybody may call it: the person has answered already."""
    with _alone(desk, anybody=True):
        return tuple(_finish(desk).values())


def _finish(desk: Desk) -> dict[str, Done]:
    done = {}
    for intent in desk.pulls.intents(desk.project.id):
        pull = desk.pulls.get(intent.pull).pull
        if pull.repository == str(desk.project.path):
            try:
                done[intent.pull] = _carry_out(desk, intent, cut_off=True)
            except Refused as refusal:
                done[intent.pull] = Done(pull=pull, said=str(refusal))
    return done


def _carry_out(desk: Desk, intent: Intent, *, cut_off: bool = False) -> Done:
    desk.checkpoint("intended")
    record = desk.pulls.get(intent.pull)
    answer = from_line(intent.steps["answer"].encode())
    if intent.kind == "approve":
        return _merge(desk, record, answer, intent.steps["old"], intent.steps["new"], cut_off)
    if intent.kind == "reject":
        return _remember(desk, record, answer, intent.steps["draft"])
    return _take_back(desk, record, answer, from_line(intent.steps["of"].encode()))


# approve


def _require_untouched(desk: Desk, record: PullRecord) -> None:
    """The branch holds the one commit that was proven and shown, and nothing else."""
    pull, branches = record.pull, desk.branches
    tip = branches.tip(pull.branch)
    if tip is None:
        raise Refused(f"{pull.id} has lost its branch {pull.branch}: it was deleted by hand. Nothing was merged.")
    if tip != pull.head and branches.made_by_nova(tip, pull.place.key(pull.project)):
        raise Refused(f"the refresh of {pull.id} was cut off. Nothing was merged. {desk.command} refresh {pull.id}")
    if tip != pull.head:
        raise Refused(f"{pull.branch} has a commit that is not Nova's, so the proof of {pull.id} does not cover it. "
                      f"Nothing was merged. To merge it as it is: git merge {pull.branch}")
    shown = branches.git.text("show", "--no-patch", "--format=%T %P", pull.head, "--")
    if shown != f"{pull.head_tree} {pull.base}":
        raise Refused(f"the commit of {pull.id} is not the one that was proven. Nothing was merged. "
                      f"{desk.command} refresh {pull.id} makes it anew.")


def _target_tip(desk: Desk, pull: PullRequest) -> str:
    tip = desk.branches.tip(pull.target)
    if tip is None:
        raise Refused(f"{pull.id} is for the branch {pull.target}, and there is none of that name any more. Nothing "
                      f"was changed. Name it back, or close {pull.id} by deleting {pull.branch}; the next review "
                      "proposes it for the branch that you work on.")
    return tip


def _on_base(desk: Desk, record: PullRecord, base: str) -> PullRecord:
    """The pull request with the commit to merge: its own, or the same patch made and proven on the base as it is."""
    pull = record.pull
    if base == pull.base:
        return record
    if desk.branches.is_ancestor(pull.head, base):
        raise Refused(f"{pull.id} is in {pull.target} already: somebody merged it by hand. "
                      f"{desk.command} review takes note of it.")
    proposal = desk.rerun(pull, _snapshot(desk, pull, base))
    again = f"\n      {desk.command} refresh {pull.id} runs the recipe again on {base[:7]} and proves it anew."
    moved = f"{pull.id} was approved for base {pull.base[:7]}, but on {pull.target}, now {base[:7]}, the recipe"
    if isinstance(proposal, Declined):
        raise ProposalConflict(f"{moved} gives no patch: {proposal.why}. Nothing was merged.{again}")
    if proposal.draft.changes.patch_sha256 != pull.patch_sha256:
        raise ProposalConflict(f"{moved} gives another patch. Nothing was merged.{again}")
    if not _proven(record, proposal):
        raise ProposalConflict(f"{moved} gives the same patch, and it is not proven there: "
                               f"{_why_unproven(proposal)}. Nothing was merged.{again}")
    head = commit_of(desk.mirror, proposal)
    desk.mirror.transfer(desk.project.path, head, proposal.base)
    return replace(record, pull=replace(pull, base=proposal.base, head=head, head_tree=proposal.head_tree))


def _proven(record: PullRecord, proposal: Proposal) -> bool:
    """Nothing failed, and it is proven unless it was shown unproven from the start."""
    grade = record.report.get("verdict", {}).get("grade")
    return not proposal.verdict.failed and (proposal.verdict.grade is not Grade.UNPROVEN or grade == Grade.UNPROVEN)


def _why_unproven(proposal: Proposal) -> str:
    failed = [f"{check.name}: {check.detail}" for check in proposal.verdict.failed]
    return proposal.verdict.why or "; ".join(failed) or "its proof says nothing"


def _require_clear_way(desk: Desk, pull: PullRequest, old: str) -> None:
    """Every checkout of the target can be brought along. Raises Refused, before anything has moved."""
    wanted = moves(desk.branches.git, old, pull.head)
    for worktree, why in _obstacles(desk, pull, wanted):
        raise Refused(f"{pull.target} is checked out in {worktree}, and {why}. Nothing was merged. Put that right and "
                      f"approve again, or merge it yourself: git -C {worktree} merge {pull.branch}")


def _obstacles(desk: Desk, pull: PullRequest, wanted: tuple[Move, ...], *, underway: bool = False,
               ) -> Iterator[tuple[Path, str]]:
    for worktree in desk.branches.worktrees():
        if worktree.missing:
            if worktree.branch == pull.target:
                yield worktree.path, "that folder is not there (if it is gone for good: git worktree prune)"
        elif worktree.branch == pull.target:
            why = why_not(worktree.path, pull.target, wanted, underway=underway)
            if why is not None:
                yield worktree.path, why
        elif rebasing(worktree.path, pull.target):
            yield worktree.path, f"a rebase of {pull.target} is going on there"


def _merge(desk: Desk, record: PullRecord, answer: Answer, old: str, new: str, cut_off: bool) -> Done:
    pull, branches = record.pull, desk.branches
    wanted = moves(branches.git, old, new)
    tip = branches.tip(pull.target)
    if tip == old:
        _move_target(desk, pull, old, new, wanted, cut_off)
    elif tip is None or not branches.is_ancestor(new, tip):
        _undo(desk, pull, wanted)
        raise Refused(f"{pull.target} moved while {pull.id} was being merged. Nothing was merged; approve it again.")
    desk.checkpoint("merged")
    notes = desk.answers.record(answer)
    desk.checkpoint("remembered")
    notes += _without_branch(desk, pull)
    desk.checkpoint("tidied")
    merged = replace(record, pull=replace(pull, base=CommitSha(answer.base), head=CommitSha(new),
                                          head_tree=TreeOid(answer.head_tree)))
    closed = with_status(merged, PullStatus.APPROVED, answer.at)
    desk.pulls.save(closed)
    return Done(pull=closed.pull, answer=answer, notes=notes,
                said=f"{pull.id} approved: {pull.target} is at {new[:7]}, {record.title!r}.")


def _move_target(desk: Desk, pull: PullRequest, old: str, new: str, wanted: tuple[Move, ...], cut_off: bool) -> None:
    """Working trees first, then the branch, as git's own merge does: cut off in between, a person sees the change as
    theirs to commit, and not its reversal."""
    try:
        for worktree, why in _obstacles(desk, pull, wanted, underway=cut_off):
            raise Refused(f"{pull.target} is checked out in {worktree}, and {why}.")
        for checkout in desk.branches.worktrees_on(pull.target):
            bring_along(checkout.path, wanted)
        desk.checkpoint("brought along")
        desk.branches.move(pull.target, new, old, f"merge {pull.id}")
    except (Refused, GitFailed, OSError) as error:
        _undo(desk, pull, wanted)
        raise Refused(f"{pull.id} could not be merged into {pull.target}: {error} Everything is as it was; "
                      "approve it again.") from error


def _undo(desk: Desk, pull: PullRequest, wanted: tuple[Move, ...]) -> None:
    for checkout in desk.branches.worktrees_on(pull.target):
        if not checkout.missing:
            put_back(checkout.path, wanted)
    desk.pulls.give_up(pull.id)


# reject


def _with_twins(desk: Desk, record: PullRecord) -> tuple[Remembered, ...]:
    own = {item.place for item in record.remembered}
    return tuple(
        replace(item, elsewhere=tuple(place for place in desk.runs.twins(record.pull.project, item.idea.symbol)
                                      if place not in own))
        for item in record.remembered)


def _spots(desk: Desk, record: PullRecord, answer: Answer) -> list[Spot]:
    """The code that the answered findings name, as far as it can be kept."""
    spots = []
    for item in answer.remembered:
        name = re.match(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*", item.place.symbol)
        module = desk.module_name(record.pull, item.place.path)
        if name is not None and re.fullmatch(r"[\w.]+", module):
            spots.append(Spot(item.place.path, module, name[0]))
    return spots


def _draft(desk: Desk, record: PullRecord, answer: Answer, spots: list[Spot], covered: Decision | None) -> RecordDraft:
    """The decision to draft, under the slug that it will have; an amendment when a record covers the place."""
    draft = draft_from_rejection(rule=answer.rule, family=answer.family, symbols=[spot.symbol for spot in spots],
                                 note=answer.note, by=answer.by, on=answer.at.date(), proposal=record.title,
                                 amends=covered)
    return keep_draft(_Unsaved(desk.drafts), record.pull.project, draft)


def _called(decision: Decision) -> str:
    return f'{decision.id}, "{decision.title}"'


@dataclass(frozen=True, slots=True)
class _Unsaved:
    """The drafts as they are; what is saved goes nowhere."""

    store: DraftStore

    def save(self, project: str, slug: str, text: str) -> None: ...
    def remove(self, project: str, slug: str) -> None: ...

    def drafts(self, project: str) -> dict[str, str]:
        return self.store.drafts(project)


def _remember(desk: Desk, record: PullRecord, answer: Answer, draft: Mapping[str, Any] | None) -> Done:
    pull = record.pull
    notes = desk.answers.record(answer)
    desk.checkpoint("remembered")
    if draft is not None:
        desk.drafts.save(pull.project, draft["slug"], draft["text"])
    desk.checkpoint("drafted")
    notes += _without_branch(desk, pull)
    desk.checkpoint("tidied")
    closed = with_status(record, PullStatus.REJECTED, answer.at)
    desk.pulls.save(closed)
    return Done(pull=closed.pull, answer=answer, notes=notes, draft=draft["slug"] if draft else None,
                amends=draft.get("amends") if draft else None,
                said=f"{pull.id} rejected: {_why_words(answer)} ({desk.command} reopen {pull.id} takes it back.)")


def _why_words(answer: Answer) -> str:
    names = ", ".join(dict.fromkeys(f"`{item.place.symbol}`" for item in answer.remembered[:3]))
    reach = {Scope.HERE: f"propose this for {names} again, wherever it moves",
             Scope.FILE: f"propose anything by {answer.rule} in {answer.remembered[0].place.path} again",
             Scope.RULE: f"propose anything by {answer.rule} again"}[answer.scope]
    until = {Because.NOT_NOW: f" before {answer.until:%Y-%m-%d}" if answer.until else "",
             Because.WRONG: f" until {answer.rule} sees differently"}
    because = answer.because or Because.WRONG
    return f"{because.replace('-', ' ')}. Nova will not {reach}{until.get(because, '')}."


# reopen


def _rejection(desk: Desk, name: str, record: PullRecord | None) -> Answer:
    """The newest rejection of that name that is not taken back. Raises UnknownName or Refused."""
    if record is not None and record.pull.status is not PullStatus.REJECTED:
        _refuse_reopening(record.pull)
    answers = desk.answers.read().answers
    gone = {answer.takes_back for answer in answers}
    found = [answer for answer in answers
             if answer.kind is AnswerKind.REJECTED and answer.id not in gone
             and (answer.proposal == name or (len(name) >= 7 and answer.id.startswith(name)))
             and (record is None or answer.head_tree == record.pull.head_tree)]
    if not found:
        raise UnknownName("rejected proposal", name, [answer.proposal for answer in answers])
    if record is None and len(found) > 1:
        listed = ", ".join(f"{answer.id[:8]} ({answer.title})" for answer in found)
        raise BadInput(f"several rejections are called {name}; name the one you mean by its id: {listed}")
    return found[-1]


def _refuse_reopening(pull: PullRequest) -> None:
    if pull.status is PullStatus.APPROVED:
        raise Refused(f"{pull.id} is merged, so there is no answer to take back. git revert undoes a merge.")
    if pull.status is PullStatus.OPEN:
        raise Refused(f"{pull.id} is open: nobody has answered it yet.")
    raise Refused(f"{pull.id} has nothing left to do on {pull.target}, so it is closed. "
                  "A review proposes it again when it is wanted again.")


def _take_back(desk: Desk, record: PullRecord, answer: Answer, rejection: Answer) -> Done:
    desk.answers.record(answer)
    desk.checkpoint("remembered")
    _drop_draft(desk, rejection)
    desk.checkpoint("dropped")
    return _restored(desk, record, answer)


def _drop_draft(desk: Desk, rejection: Answer) -> None:
    """One that was accepted is a file of the repository by now, and not among the drafts."""
    slug = (rejection.extra or {}).get("draft")
    if isinstance(slug, str):
        desk.drafts.remove(desk.project.id, slug)


def _restored(desk: Desk, record: PullRecord, answer: Answer | None) -> Done:
    """Open again with its branch; where its commit or the branch's name is gone, only the answer is taken back."""
    pull = record.pull
    why = _why_not_restored(desk, pull)
    status = PullStatus.OPEN if why is None else PullStatus.CLOSED
    restored = with_status(record, status, None if why is None else desk.clock.now())
    desk.pulls.save(restored)
    said = (f"{pull.id} reopened: it waits for an answer on {pull.branch}." if why is None else
            f"{pull.id} reopened: {why}, so the next review may propose it anew.")
    return Done(pull=restored.pull, said=said, answer=answer)


def _why_not_restored(desk: Desk, pull: PullRequest) -> str | None:
    """Bring the branch back; None when it is there, else why it is not."""
    branches = desk.branches
    tip = branches.tip(pull.branch)
    if tip is not None:
        return None if tip == pull.head or branches.is_ancestor(pull.head, tip) else f"{pull.branch} is another one now"
    if not branches.has(pull.head):
        try:
            desk.mirror.transfer(desk.project.path, pull.head, pull.base)
        except GitFailed:
            return "its commit is gone"
    try:
        branches.move(pull.branch, pull.head, None, f"reopen {pull.id}")
    except GitFailed:
        return f"the name {pull.branch} is taken"
    return None


# refresh


def _require_movable(desk: Desk, record: PullRecord) -> str:
    """The branch's tip, when it is Nova's to move."""
    pull, branches = record.pull, desk.branches
    tip = branches.tip(pull.branch)
    if tip is None:
        raise Refused(f"{pull.id} has lost its branch {pull.branch}: it was deleted by hand, so it is closed.")
    if tip != pull.head and not branches.made_by_nova(tip, pull.place.key(pull.project)):
        raise Refused(f"{pull.branch} has a commit that is not Nova's, so Nova leaves it alone. To merge it as it is: "
                      f"git merge {pull.branch}")
    for worktree in branches.worktrees_on(pull.branch):
        raise Refused(f"{pull.branch} is checked out in {worktree.path}. Switch to another branch there first.")
    return tip


def _obsolete(desk: Desk, record: PullRecord, tip: str, declined: Declined) -> Done:
    pull = record.pull
    desk.branches.delete(pull.branch, tip)
    closed = with_status(record, PullStatus.OBSOLETE, desk.clock.now())
    desk.pulls.save(closed)
    return Done(pull=closed.pull, said=f"{pull.id} is closed: on {pull.target} as it is now there is nothing to do. "
                                       f"{declined.why}")


def _moved_on(desk: Desk, record: PullRecord, tip: str, proposal: Proposal) -> Done:
    """The branch first, the record last; cut off in between, the branch still holds a commit of Nova's to refresh."""
    head = commit_of(desk.mirror, proposal)
    desk.mirror.transfer(desk.project.path, head, proposal.base)
    desk.checkpoint("transferred")
    pull = record.pull
    if head != tip:
        desk.branches.move(pull.branch, head, tip, f"refresh {pull.id}")
    desk.checkpoint("moved")
    moved = replace(
        record, title=proposal.draft.plan.title, remembered=remembered_of(proposal), report=desk.report(proposal),
        diff=proposal.draft.changes.diff(), edited=None,
        pull=replace(pull, idea=proposal.ideas[0], base=proposal.base, head=head, head_tree=proposal.head_tree,
                     patch_sha256=proposal.draft.changes.patch_sha256))
    desk.pulls.save(moved)
    same = moved.pull.patch_sha256 == pull.patch_sha256
    return Done(pull=moved.pull, said=f"{pull.id} is now for {pull.target} at {proposal.base[:7]}, "
                                      f"with {'the same' if same else 'another'} patch, proven anew.")


# shared


@contextmanager
def _alone(desk: Desk, *, anybody: bool = False) -> Iterator[None]:
    """One answer at a time in a project; a second one waits for its turn."""
    if not anybody and desk.actor != PERSON:
        raise Refused("only a person answers proposals; this was started by Nova itself")
    deadline = time.monotonic() + _WAIT
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lease(desk.locks, f"{desk.project.id}-answers", "carrying out an answer",
                                         desk.clock.now()))
                break
            except Busy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield


def _require_open(desk: Desk, record: PullRecord) -> None:
    pull = record.pull
    _require_here(desk, pull)
    when = f"{pull.closed_at:%Y-%m-%d}" if pull.closed_at else "some day"
    closed = {
        PullStatus.APPROVED: f"{pull.id} was approved on {when} and is merged",
        PullStatus.REJECTED: f"{pull.id} was rejected on {when}; {desk.command} reopen {pull.id} takes that back",
        PullStatus.CLOSED: f"{pull.id} was closed on {when}, when its branch was deleted; "
                           f"{desk.command} reopen {pull.id} brings it back",
        PullStatus.OBSOLETE: f"{pull.id} was closed on {when}: it had nothing left to do on {pull.target}",
    }
    if pull.status in closed:
        raise Refused(closed[pull.status])


def _require_here(desk: Desk, pull: PullRequest) -> None:
    if pull.project != desk.project.id or pull.repository != str(desk.project.path):
        raise Refused(f"{pull.id} was opened in {pull.repository}, not in {desk.project.path}: answer it there")


def _known(desk: Desk, name: str) -> PullRecord | None:
    try:
        return desk.pulls.get(name)
    except UnknownName:
        return None


def _snapshot(desk: Desk, pull: PullRequest, commit: str) -> Snapshot:
    desk.mirror.update()
    return desk.mirror.snapshot(desk.mirror.resolve(commit), pull.target)


def _answer(desk: Desk, record: PullRecord, kind: AnswerKind, person: Person) -> Answer:
    """What every answer carries: project, base, head tree and patch, and who gave it."""
    pull = record.pull
    return Answer(
        id=uuid4().hex, kind=kind, project=pull.project, proposal=pull.id, rule=pull.place.rule, family=record.family,
        rule_version=record.rule_version, title=record.title, remembered=record.remembered, base=pull.base,
        head_tree=pull.head_tree, patch_sha256=pull.patch_sha256, at=desk.clock.now(), **_signature(person))


def _signature(person: Person) -> dict[str, Any]:
    return {"by": person.name, "login": person.login}


def _without_branch(desk: Desk, pull: PullRequest) -> tuple[str, ...]:
    """Delete the proposal's branch; what was kept instead, and why."""
    tip = desk.branches.tip(pull.branch)
    if tip is None or desk.branches.delete(pull.branch, pull.head):
        return ()
    why = "has commits that are not Nova's" if tip != pull.head else "is checked out"
    return (f"{pull.branch} {why}, so it was kept.",)
