"""The base's tables. Domain records stay plain; only the stores see these classes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text, TypeDecorator
from sqlmodel import Field, SQLModel


class AnyText(TypeDecorator[str]):
    """Text that may hold bytes which are not UTF-8, as surrogates. Databases take none: such text is kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        if value is None or (not value.startswith('"') and _encodable(value)):
            return value
        return json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return json.loads(value) if value is not None and value.startswith('"') else value


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as text that sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class ProjectRow(SQLModel, table=True):
    __tablename__ = "project"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    path: str = Field(sa_type=AnyText)
    python: str | None = Field(default=None, sa_type=AnyText)
    tests: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    branch: str | None = None
    decisions: str | None = None


class DraftRow(SQLModel, table=True):
    """A decision draft. The project need not be among those that are watched on a schedule."""

    __tablename__ = "decision_draft"

    project: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    text: str = Field(sa_type=AnyText)


class SpanRow(SQLModel, table=True):
    __tablename__ = "span"
    __table_args__ = (Index("span_by_start", "trace", "start"),)

    trace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    parent: str | None = None
    kind: str
    name: str = Field(sa_type=AnyText)
    start: datetime = Field(sa_type=Moment)
    seconds: float
    attributes: dict[str, Any] = Field(sa_type=JSON)
    error: str | None = Field(default=None, sa_type=AnyText)


class SessionRow(SQLModel, table=True):
    __tablename__ = "chat_session"

    id: str = Field(primary_key=True)
    project: str | None = None
    title: str = Field(sa_type=AnyText)
    started_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)
    pending: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class ExchangeRow(SQLModel, table=True):
    __tablename__ = "exchange"

    session: str = Field(primary_key=True, foreign_key="chat_session.id")
    number: int = Field(primary_key=True)
    said: str = Field(sa_type=AnyText)
    reply: str = Field(sa_type=AnyText)
    role: str | None = None
    ending: str
    trace: str
    cost_usd: str | None = None
    at: datetime = Field(sa_type=Moment)


class ApprovalRow(SQLModel, table=True):
    __tablename__ = "approval"

    number: int | None = Field(default=None, primary_key=True)
    session: str = Field(foreign_key="chat_session.id", index=True)
    role: str
    tool: str
    arguments: dict[str, Any] = Field(sa_type=JSON)
    messages: list[Any] = Field(sa_type=JSON)
    state: str
    asked_at: datetime = Field(sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    runner: str | None = None
    """The process that carries it out: its number, when it began, its machine."""
    result: str | None = Field(default=None, sa_type=AnyText)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
