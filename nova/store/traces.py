"""What happened, span by span."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, insert
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select

from nova.domain.trace import Span, SpanKind
from nova.secrets import redact_json
from nova.store.database import Database, StoreError
from nova.store.ids import begins_with, only_one
from nova.store.tables import SpanRow


class SqlTraceStore:
    """Fills nova.ports.TraceStore. Names and attributes pass the secret filter on their way in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, spans: Iterable[Span]) -> None:
        """Raises StoreError when the store cannot be written now."""
        rows = redact_json([_row(span) for span in spans])
        again: dict[str, list[str]] = {}
        for row in rows:
            again.setdefault(row["trace"], []).append(row["id"])
        try:
            with self._database.session() as session:
                connection = session.connection()
                for trace, ids in again.items():
                    connection.execute(delete(SpanRow).where(col(SpanRow.trace) == trace, col(SpanRow.id).in_(ids)))
                if rows:
                    connection.execute(insert(SpanRow), rows)
        except DatabaseError as error:
            raise StoreError(f"Nova's store cannot be written: {error.orig}") from error

    def trace(self, id: str) -> tuple[Span, ...]:
        """Raises UnknownName, and BadInput for digits with which several begin."""
        with self._database.reading() as session:
            found = session.exec(select(SpanRow.trace).where(begins_with(col(SpanRow.trace), id)).distinct().limit(3))
            whole = only_one("trace", id, found.all(), 12)
            rows = session.exec(select(SpanRow).where(SpanRow.trace == whole).order_by(
                col(SpanRow.start), col(SpanRow.parent).is_not(None)))
            return tuple(_span(row) for row in rows)

    def latest(self, limit: int) -> tuple[Span, ...]:
        """The root spans that began last, newest first. A trace that was cut off stands there with its first span,
        which has a parent."""
        began = func.min(SpanRow.start).label("began")
        with self._database.reading() as session:
            newest = session.exec(select(SpanRow.trace, began).group_by(SpanRow.trace).order_by(
                began.desc(), SpanRow.trace).limit(limit)).all()
            return tuple(_span(row) for trace, _ in newest if (row := session.exec(
                select(SpanRow).where(SpanRow.trace == trace).order_by(
                    col(SpanRow.parent).is_not(None), col(SpanRow.start)).limit(1)).first()))


def _row(span: Span) -> dict[str, Any]:
    return {"trace": span.trace, "id": span.id, "parent": span.parent, "kind": span.kind.value, "name": span.name,
            "start": span.start, "seconds": span.seconds, "attributes": dict(span.attributes), "error": span.error}


def _span(row: SpanRow) -> Span:
    return Span(trace=row.trace, id=row.id, parent=row.parent, kind=SpanKind(row.kind), name=row.name,
                start=row.start, seconds=row.seconds, attributes=row.attributes, error=row.error)
