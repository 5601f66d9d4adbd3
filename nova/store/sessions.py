"""Conversations that can be resumed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from nova.domain.session import Exchange, Session
from nova.errors import UnknownName
from nova.secrets import redact, redact_json
from nova.store.database import Database
from nova.store.ids import begins_with, only_one
from nova.store.tables import ExchangeRow, SessionRow

_TITLE = 80


class SessionStore:
    """Sessions and what was said in them. Words pass the secret filter on their way in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, project: str | None, title: str, at: datetime) -> Session:
        """A new session; an empty title becomes what is said first."""
        row = SessionRow(id=secrets.token_hex(4), project=project, title=_title(title), started_at=at, last_at=at)
        with self._database.session() as session:
            session.add(row)
            session.flush()
            return _session(row)

    def get(self, id: str) -> Session:
        """By id, or by its first digits. Raises UnknownName, and BadInput for digits with which several begin."""
        with self._database.reading() as session:
            rows = {row.id: row for row in session.exec(
                select(SessionRow).where(begins_with(col(SessionRow.id), id)).limit(3))}
            return _session(rows[only_one("session", id, list(rows), 8)])

    def last(self, project: str | None) -> Session:
        """The one about this project in which something was said last. Raises UnknownName."""
        said = select(ExchangeRow.session).where(ExchangeRow.session == col(SessionRow.id))
        with self._database.reading() as session:
            row = session.exec(select(SessionRow).where(SessionRow.project == project, said.exists()).order_by(
                col(SessionRow.last_at).desc(), col(SessionRow.started_at).desc()).limit(1)).first()
            if row is None:
                raise UnknownName("session", "last")
            return _session(row)

    def add(self, exchange: Exchange) -> Exchange:
        """Keep an exchange as the next one of its session. Gives it as kept. Raises UnknownName."""
        with self._database.session() as session:
            owner = _known(session.get(SessionRow, exchange.session), exchange.session)
            last = session.exec(select(func.max(ExchangeRow.number)).where(
                ExchangeRow.session == exchange.session)).one()
            kept = replace(exchange, number=(last or 0) + 1, said=redact(exchange.said), reply=redact(exchange.reply))
            session.add(ExchangeRow(
                session=kept.session, number=kept.number, said=kept.said, reply=kept.reply, role=kept.role,
                ending=kept.ending, trace=kept.trace, cost_usd=kept.cost_usd, at=kept.at))
            owner.last_at = kept.at
            owner.title = owner.title or _title(kept.said)
        return kept

    def exchanges(self, id: str) -> tuple[Exchange, ...]:
        """In order; none for a session that is not there."""
        with self._database.reading() as session:
            rows = session.exec(select(ExchangeRow).where(ExchangeRow.session == id).order_by(
                col(ExchangeRow.number)))
            return tuple(_exchange(row) for row in rows)

    def pending(self, id: str) -> dict[str, Any] | None:
        """The clarification that waits for a choice. Raises UnknownName."""
        with self._database.reading() as session:
            return _known(session.get(SessionRow, id), id).pending

    def set_pending(self, id: str, pending: Mapping[str, Any] | None) -> None:
        """Keep the question that was asked, or forget it. Raises UnknownName."""
        with self._database.session() as session:
            row = _known(session.get(SessionRow, id), id)
            row.pending = None if pending is None else redact_json(dict(pending))


def _known(row: SessionRow | None, id: str) -> SessionRow:
    if row is None:
        raise UnknownName("session", id)
    return row


def _title(text: str) -> str:
    first = next(iter(redact(text).strip().splitlines()), "")
    return first if len(first) <= _TITLE else first[:_TITLE - 1] + "…"


def _session(row: SessionRow) -> Session:
    return Session(id=row.id, project=row.project, title=row.title, started_at=row.started_at, last_at=row.last_at)


def _exchange(row: ExchangeRow) -> Exchange:
    return Exchange(session=row.session, number=row.number, said=row.said, reply=row.reply, role=row.role,
                    ending=row.ending, trace=row.trace, cost_usd=row.cost_usd, at=row.at)
