"""The base's tables. Domain records stay plain; only the stores see these classes."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import JSON, Column, Text, TypeDecorator
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
