"""The reviewer's tables: runs, what became of every finding, pull requests, answers. Plain records in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Index, TypeDecorator, UniqueConstraint, delete
from sqlmodel import Field, Session, SQLModel, col, select

from nova.domain.snapshot import CommitSha, TreeOid
from nova.errors import UnknownName
from nova.store.database import Database
from nova.store.tables import AnyText
from reviewer.answers import from_line, remembered_from_json, remembered_to_json, to_line
from reviewer.domain.answer import Answer, Remembered
from reviewer.domain.finding import Disposition, Place
from reviewer.domain.proposal import Idea, PullRequest, PullStatus


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One pass over one project."""

    id: str
    project: str
    base: str
    key: str
    """Publishes at most once; the same key again is the same run."""
    state: RunState
    arguments: Mapping[str, Any]
    started_at: datetime
    finished_at: datetime | None = None
    report: Mapping[str, Any] | None = None
    """As `nova review --json` prints it; None until the run is finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one finding in one run."""

    place: Place
    line: int
    message: str
    disposition: Disposition
    detail: str = ""
    idea: str = ""
    """The symbol key, by which twins know each other."""
    decision: str | None = None
    """The record that stood against it."""
    pull: str | None = None
    """The proposal that it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRecord:
    """A pull request, and everything that answering it takes."""

    pull: PullRequest
    title: str
    family: str
    rule_version: int
    """Of the rule when it was proposed."""
    remembered: tuple[Remembered, ...]
    """Place and idea of every finding; `elsewhere` is filled in when it is answered."""
    report: Mapping[str, Any]
    """The proposal as JSON (FORMATS)."""
    diff: str
    edited: str | None = None
    """The commit that a person put on the branch; then Nova leaves it alone."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An answer that is being carried out: written before the first step, removed with the last."""

    pull: str
    kind: str
    steps: Mapping[str, Any]
    """JSON: all that finishing it takes."""


class _Moment(TypeDecorator[datetime]):
    """A moment in UTC as text that sorts."""

    impl = AnyText
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class RunRow(SQLModel, table=True):
    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("project", "key"),)

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    project: str
    base: str
    key: str
    state: str
    arguments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    started_at: datetime = Field(sa_type=_Moment)
    finished_at: datetime | None = Field(default=None, sa_type=_Moment)
    report: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    models_usd: str | None = None


class FindingRow(SQLModel, table=True):
    __tablename__ = "finding"
    __table_args__ = (Index("finding_run", "run"),)

    number: int | None = Field(default=None, primary_key=True)
    run: str = Field(foreign_key="run.id")
    rule: str
    path: str = Field(sa_type=AnyText)
    symbol: str = Field(sa_type=AnyText)
    ordinal: int
    line: int
    message: str = Field(sa_type=AnyText)
    disposition: str
    detail: str = Field(sa_type=AnyText)
    idea: str
    decision: str | None = Field(default=None, sa_type=AnyText)
    pull: str | None = None


class PullRow(SQLModel, table=True):
    """`number` makes the short name; it is never given out twice, whatever is deleted."""

    __tablename__ = "pull"
    __table_args__ = (Index("pull_project", "project"), {"sqlite_autoincrement": True})

    number: int | None = Field(default=None, primary_key=True)
    project: str
    repository: str = Field(sa_type=AnyText)
    rule: str
    path: str = Field(sa_type=AnyText)
    symbol: str = Field(sa_type=AnyText)
    ordinal: int
    idea_symbol: str
    idea_effect: str
    branch: str = Field(sa_type=AnyText)
    target: str = Field(sa_type=AnyText)
    base: str
    head: str
    head_tree: str
    patch_sha256: str
    status: str
    opened_at: datetime = Field(sa_type=_Moment)
    closed_at: datetime | None = Field(default=None, sa_type=_Moment)
    run: str
    title: str = Field(sa_type=AnyText)
    family: str
    rule_version: int
    remembered: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    diff: str = Field(sa_type=AnyText)
    edited: str | None = None


class IntentRow(SQLModel, table=True):
    __tablename__ = "intent"

    pull: int = Field(primary_key=True, foreign_key="pull.number")
    kind: str
    steps: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answer"
    __table_args__ = (Index("answer_project", "project"),)

    id: str = Field(primary_key=True)
    project: str
    line: str
    """As in the book, ASCII."""


class RunStore:
    """Runs, and the fate of every finding in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, run: Run) -> Run:
        """Remember that it began; when its key is known already, that run instead."""
        with self._database.session() as session:
            known = session.exec(select(RunRow).where(RunRow.project == run.project, RunRow.key == run.key)).first()
            if known is None:
                session.add(known := RunRow(**_columns(run), arguments=dict(run.arguments), report=None))
                session.flush()
            return _run(known)

    def finish(self, id: str, fates: Sequence[Kept], report: Mapping[str, Any], at: datetime) -> None:
        """Write the end of a run whole; doing it twice does it once."""
        with self._database.session() as session:
            row = _named(session, id)
            row.state, row.finished_at, row.report = RunState.FINISHED, at, dict(report)
            session.exec(delete(FindingRow).where(col(FindingRow.run) == id))
            session.add_all(_finding_row(id, fate) for fate in fates)

    def abandon(self, id: str, at: datetime) -> None:
        """It will not be finished; a finished run stays finished."""
        with self._database.session() as session:
            row = _named(session, id)
            if row.state == RunState.RUNNING:
                row.state, row.finished_at = RunState.ABANDONED, at

    def models_usd(self, id: str) -> Decimal:
        """What reviewers with a model may have cost the run: what was reserved when it was cut off counts."""
        with self._database.reading() as session:
            return Decimal(_named(session, id).models_usd or 0)

    def keep_models_usd(self, id: str, usd: Decimal) -> None:
        with self._database.session() as session:
            _named(session, id).models_usd = str(usd)

    def get(self, id: str) -> Run | None:
        with self._database.reading() as session:
            row = session.exec(select(RunRow).where(RunRow.id == id)).first()
            return None if row is None else _run(row)

    def by_key(self, project: str, key: str) -> Run | None:
        with self._database.reading() as session:
            row = session.exec(select(RunRow).where(RunRow.project == project, RunRow.key == key)).first()
            return None if row is None else _run(row)

    def running(self, project: str) -> tuple[Run, ...]:
        """Runs that have begun and not ended, oldest first: being worked on, or left over from one that was killed."""
        with self._database.reading() as session:
            rows = session.exec(select(RunRow).where(RunRow.project == project, RunRow.state == RunState.RUNNING)
                                .order_by(col(RunRow.number)))
            return tuple(_run(row) for row in rows)

    def latest_run(self, project: str) -> Run | None:
        """The one that began last of those that are finished."""
        return next(iter(self.latest_runs(project, 1)), None)

    def latest_runs(self, project: str, limit: int) -> tuple[Run, ...]:
        """Finished runs, the one that began last first."""
        with self._database.reading() as session:
            rows = session.exec(select(RunRow).where(RunRow.project == project, RunRow.state == RunState.FINISHED)
                                .order_by(col(RunRow.number).desc()).limit(limit))
            return tuple(_run(row) for row in rows)

    def fates(self, run: str) -> tuple[Kept, ...]:
        """What became of every finding of a run, in the order in which it was written."""
        with self._database.reading() as session:
            rows = session.exec(select(FindingRow).where(FindingRow.run == run).order_by(col(FindingRow.number)))
            return tuple(_fate(row) for row in rows)

    def twins(self, project: str, idea: str) -> tuple[Place, ...]:
        """Where the latest run saw the same symbol key."""
        run = self.latest_run(project)
        if run is None or not idea:
            return ()
        with self._database.reading() as session:
            rows = session.exec(select(FindingRow).where(FindingRow.run == run.id, FindingRow.idea == idea)
                                .order_by(col(FindingRow.number)))
            return tuple(_fate(row).place for row in rows)


class PullStore:
    """Pull requests under short names, and the answers that are being carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: PullRecord) -> PullRecord:
        """Keep a new pull request and give it its short name; `record.pull.id` does not count.

        The one that is known already is given back: opened by the same run at the same place, or open at the same
        place of the same base in the same checkout.
        """
        with self._database.session() as session:
            known = _same_pull(session, record.pull)
            if known is None:
                session.add(known := PullRow(**_pull_columns(record)))
                session.flush()
            return _record(known)

    def find(self, pull: PullRequest) -> PullRecord | None:
        """What `add` would give back for it."""
        with self._database.reading() as session:
            row = _same_pull(session, pull)
            return None if row is None else _record(row)

    def get(self, id: str) -> PullRecord:
        """Raises UnknownName."""
        with self._database.reading() as session:
            row = _pull_row(session, id)
            if row is None:
                names = [f"p{number}" for number in session.exec(select(PullRow.number))]
                raise UnknownName("proposal", id, names)
            return _record(row)

    def repository_of(self, id: str) -> Path | None:
        """The checkout in which it was opened; None for an unknown name."""
        with self._database.reading() as session:
            row = _pull_row(session, id)
            return None if row is None else Path(row.repository)

    def of_project(self, project: str) -> tuple[PullRecord, ...]:
        """Newest first, in every checkout."""
        with self._database.reading() as session:
            rows = session.exec(select(PullRow).where(PullRow.project == project).order_by(col(PullRow.number).desc()))
            return tuple(_record(row) for row in rows)

    def save(self, record: PullRecord) -> None:
        """Change what is known about a pull request, and end the answer that was being carried out on it."""
        with self._database.session() as session:
            row = _pull_row(session, record.pull.id)
            if row is None:
                raise UnknownName("proposal", record.pull.id)
            session.exec(delete(IntentRow).where(col(IntentRow.pull) == row.number))
            for name, value in _pull_columns(record).items():
                setattr(row, name, value)

    def intend(self, intent: Intent) -> Intent:
        """Write down what is about to be done; the one that is being carried out on this pull request already wins."""
        with self._database.session() as session:
            number = _number(intent.pull)
            known = session.get(IntentRow, number)
            if known is None:
                session.add(known := IntentRow(pull=number, kind=intent.kind, steps=dict(intent.steps)))
            return Intent(intent.pull, known.kind, known.steps)

    def give_up(self, pull: str) -> None:
        """Forget what was about to be done."""
        with self._database.session() as session:
            session.exec(delete(IntentRow).where(col(IntentRow.pull) == _number(pull)))

    def intents(self, project: str) -> tuple[Intent, ...]:
        """What is being carried out, or was when its process died."""
        with self._database.reading() as session:
            rows = session.exec(select(IntentRow).join(PullRow, col(PullRow.number) == col(IntentRow.pull))
                                .where(PullRow.project == project).order_by(col(IntentRow.pull)))
            return tuple(Intent(f"p{row.pull}", row.kind, row.steps) for row in rows)


class AnswerStore:
    """The operator's own answers about one project. Fills reviewer.answers.AnswerStore."""

    def __init__(self, database: Database, project: str) -> None:
        self._database = database
        self._project = project

    def add(self, answer: Answer) -> None:
        with self._database.session() as session:
            session.merge(AnswerRow(id=answer.id, project=self._project, line=to_line(answer).decode("ascii")))

    def all(self) -> tuple[Answer, ...]:
        with self._database.reading() as session:
            rows = session.exec(select(AnswerRow).where(AnswerRow.project == self._project))
            return tuple(sorted((from_line(row.line.encode("ascii")) for row in rows), key=lambda answer: answer.at))


def _named(session: Session, id: str) -> RunRow:
    row = session.exec(select(RunRow).where(RunRow.id == id)).first()
    if row is None:
        raise UnknownName("run", id)
    return row


def _columns(run: Run) -> dict[str, Any]:
    return {"id": run.id, "project": run.project, "base": run.base, "key": run.key, "state": run.state,
            "started_at": run.started_at, "finished_at": run.finished_at}


def _run(row: RunRow) -> Run:
    return Run(id=row.id, project=row.project, base=row.base, key=row.key, state=RunState(row.state),
               arguments=row.arguments, started_at=row.started_at, finished_at=row.finished_at, report=row.report)


def _finding_row(run: str, fate: Kept) -> FindingRow:
    place = fate.place
    return FindingRow(run=run, rule=place.rule, path=place.path, symbol=place.symbol, ordinal=place.ordinal,
                      line=fate.line, message=fate.message, disposition=fate.disposition, detail=fate.detail,
                      idea=fate.idea, decision=fate.decision, pull=fate.pull)


def _fate(row: FindingRow) -> Kept:
    return Kept(place=Place(row.rule, row.path, row.symbol, row.ordinal), line=row.line, message=row.message,
                disposition=Disposition(row.disposition), detail=row.detail, idea=row.idea, decision=row.decision,
                pull=row.pull)


def _number(pull: str) -> int:
    digits = pull.removeprefix("p")
    if not (pull.startswith("p") and digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise UnknownName("proposal", pull)
    return int(digits)


def _pull_row(session: Session, id: str) -> PullRow | None:
    try:
        return session.get(PullRow, _number(id))
    except UnknownName:
        return None


def _same_pull(session: Session, pull: PullRequest) -> PullRow | None:
    place = pull.place
    rows = session.exec(select(PullRow).where(
        PullRow.project == pull.project, PullRow.repository == pull.repository, PullRow.rule == place.rule,
        PullRow.path == place.path, PullRow.symbol == place.symbol, PullRow.ordinal == place.ordinal,
    ).order_by(col(PullRow.number).desc())).all()
    same_run = [row for row in rows if pull.run and row.run == pull.run]
    waiting = [row for row in rows if row.status == PullStatus.OPEN and row.base == pull.base]
    return next(iter(same_run + waiting), None)


def _pull_columns(record: PullRecord) -> dict[str, Any]:
    pull = record.pull
    return {
        "project": pull.project, "repository": pull.repository, "rule": pull.place.rule, "path": pull.place.path,
        "symbol": pull.place.symbol, "ordinal": pull.place.ordinal, "idea_symbol": pull.idea.symbol,
        "idea_effect": pull.idea.effect, "branch": pull.branch, "target": pull.target, "base": pull.base,
        "head": pull.head, "head_tree": pull.head_tree, "patch_sha256": pull.patch_sha256, "status": pull.status,
        "opened_at": pull.opened_at, "closed_at": pull.closed_at, "run": pull.run, "title": record.title,
        "family": record.family, "rule_version": record.rule_version,
        "remembered": [remembered_to_json(item) for item in record.remembered], "report": dict(record.report),
        "diff": record.diff, "edited": record.edited,
    }


def _record(row: PullRow) -> PullRecord:
    pull = PullRequest(
        id=f"p{row.number}", project=row.project, repository=row.repository,
        place=Place(row.rule, row.path, row.symbol, row.ordinal), idea=Idea(row.idea_symbol, row.idea_effect),
        branch=row.branch, target=row.target, base=CommitSha(row.base), head=CommitSha(row.head),
        head_tree=TreeOid(row.head_tree), patch_sha256=row.patch_sha256, status=PullStatus(row.status),
        opened_at=row.opened_at, closed_at=row.closed_at, run=row.run)
    return PullRecord(pull=pull, title=row.title, family=row.family, rule_version=row.rule_version,
                      remembered=tuple(remembered_from_json(item) for item in row.remembered), report=row.report,
                      diff=row.diff, edited=row.edited)


def with_status(record: PullRecord, status: PullStatus, at: datetime | None) -> PullRecord:
    """The same pull request, answered or closed."""
    return replace(record, pull=replace(record.pull, status=status, closed_at=at))


