"""Accepted decisions that the code has left behind: what they name is gone, or their review is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from nova.code.history import Changed, Commit, History
from nova.decisions.constraints import facts_of
from nova.decisions.document import take_apart
from nova.decisions.existence import Missing, missing, unmet
from nova.decisions.scopes import covers
from nova.decisions.treecode import SnapshotFiles, TreeCode, defines
from nova.domain.decision import Decision
from nova.domain.snapshot import BlobId
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan
from reviewer.survey import Survey

CERTAIN = 0.5
"""The history shows that what the record names was there, or the calendar that its review is due."""
UNSURE = 0.2
"""Nothing of the kind is found, and the history that was read does not show it either: under any bar."""
LATER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Vanished:
    """The commit that took a name away."""

    commit: Commit
    age: int
    """How many commits are newer."""
    now: str | None
    """Where the file went; None: it, or the name in it, was deleted."""


@dataclass(frozen=True)
class StaleDecision:
    name = "stale-decision"
    family = "stale-decision"
    version = 1
    why = "A decision about code that is gone still binds, and misleads whoever asks why things are as they are."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        if not survey.decisions.accepted:
            return
        files = SnapshotFiles(survey.snapshot)
        code = TreeCode(files)
        for decision in survey.decisions.accepted:
            if decision.review_by is not None and decision.review_by < survey.today:
                yield _finding(survey, decision, "review-by", str(decision.review_by), CERTAIN,
                               f"{decision.id} was to be reviewed by {decision.review_by}")
            for gone in (*missing(decision, files, code), *unmet(decision, files)):
                found = _gone(survey, decision, gone)
                if found is not None:
                    yield found

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        id, commit = first.details["decision"], first.details["commit"]
        later = survey.today + LATER
        look = f" (git show {commit} tells what went)" if commit else ""
        return Declined(
            f"a person decides. Change the record: nova decisions supersede {id}, amend {id} or deprecate {id}, or "
            f"edit {first.path}. Change the code: bring back what it names{look}. "
            f"Defer: nova decisions defer {id} --until {later}")


def _gone(survey: Survey, decision: Decision, gone: Missing) -> Finding | None:
    """The finding for one name that matches nothing; None: somebody has seen it and deferred."""
    event = _vanished(survey.history, gone)
    if event is None:
        return _finding(survey, decision, gone.where, gone.name, UNSURE,
                        f"{decision.id} names {gone.name}, {gone.kind}")
    if _deferred(survey, decision, event):
        return None
    moved = f", now {event.now}" if event.now else ""
    return _finding(survey, decision, gone.where, gone.name, CERTAIN,
                    f"{decision.id} names {gone.name}, gone since {event.commit.sha[:9]} "
                    f"({event.commit.subject}){moved}", event)


def _deferred(survey: Survey, decision: Decision, event: Vanished) -> bool:
    """Whether the record has a review ahead that was set, or left standing, after the name was gone."""
    if decision.review_by is None or decision.review_by < survey.today:
        return False
    for age, commit in enumerate(survey.history.commits()):
        if any(change.path == decision.path for change in survey.history.changed(commit.sha)):
            return age <= event.age
    return False


def _finding(survey: Survey, decision: Decision, where: str | int | None, name: str, score: float, message: str,
             event: Vanished | None = None) -> Finding:
    line = _line(survey, decision, where)
    key = where if isinstance(where, str) else "constraint"
    sentence = f" It says: {decision.sentence}" if decision.sentence else ""
    return Finding(
        rule=StaleDecision.name, path=decision.path, line=line, end_line=line, symbol=f"{key}:{name}", message=message,
        why=f'{decision.id} "{decision.title}" is accepted and binds.{sentence}',
        concern=f"{decision.id}:{'certain' if score >= CERTAIN else 'unsure'}", score=score,
        details={"decision": decision.id, "commit": event.commit.sha[:9] if event else None})


def _line(survey: Survey, decision: Decision, where: str | int | None) -> int:
    if isinstance(where, int):
        return where
    front = take_apart(survey.snapshot.read(decision.path)).front
    return front.where.get(where, 1) if front and where else 1


def _vanished(history: History, gone: Missing) -> Vanished | None:
    """The newest commit after which the name was no longer there; None: the history that is read shows none."""
    for age, commit in enumerate(history.commits()):
        for change in history.changed(commit.sha):
            if _file_left(gone, change) or _definition_left(history, gone, change):
                # Where a file went is told; a name in a file that moved went with it.
                return Vanished(commit, age, change.path if change.old_path and change.after else None)
    return None


def _file_left(gone: Missing, change: Changed) -> bool:
    """Whether a file that the record names was deleted, or moved to where the record does not look."""
    before = change.old_path or change.path
    if change.before is None or not gone.files or not covers(gone.files, before):
        return False
    return change.after is None or (change.old_path is not None and not covers(gone.files, change.path))


def _definition_left(history: History, gone: Missing, change: Changed) -> bool:
    """Whether a definition that the record names was taken out of its file, or went with it."""
    if gone.holder is None or change.before is None:
        return False
    paths, name = gone.holder
    if not covers(paths, change.old_path or change.path) or not _holds(history, change.before, name):
        return False
    moved = change.old_path is not None and not covers(paths, change.path)
    return moved or not _holds(history, change.after, name)


def _holds(history: History, blob: BlobId | None, name: str) -> bool:
    facts = None if blob is None else facts_of(history.blob(blob))
    return facts is not None and defines(facts, name)


DETECTOR = StaleDecision()
