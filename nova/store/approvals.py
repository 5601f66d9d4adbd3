"""Calls that a person was asked about: answered once, carried out at most once."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from nova.domain.session import Approval, ApprovalState
from nova.errors import Refused, UnknownName
from nova.secrets import redact, redact_json
from nova.store.database import Database
from nova.store.tables import ApprovalRow


class ApprovalStore:
    """Each step is a compare-and-swap. Arguments and messages pass the secret filter on their way in, so that what is
    carried out is what the person was shown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, *, session: str, role: str, tool: str, arguments: Mapping[str, Any], messages: Sequence[Any],
            asked_at: datetime) -> Approval:
        row = ApprovalRow(session=session, role=role, tool=tool, arguments=redact_json(dict(arguments)),
                          messages=redact_json(list(messages)), state=ApprovalState.WAITING, asked_at=asked_at)
        with self._database.session() as writing:
            writing.add(row)
            writing.flush()
            return _approval(row)

    def waiting(self, session: str) -> Approval | None:
        """The one of this session that waits for an answer; of several the newest."""
        with self._database.reading() as reading:
            row = reading.exec(select(ApprovalRow).where(
                ApprovalRow.session == session, ApprovalRow.state == ApprovalState.WAITING).order_by(
                    col(ApprovalRow.number).desc()).limit(1)).first()
            return None if row is None else _approval(row)

    def get(self, id: str) -> Approval:
        """Raises UnknownName."""
        with self._database.reading() as reading:
            return _approval(_known(reading, id))

    def answer(self, id: str, approved: bool, at: datetime) -> Approval:
        """A person's answer. Raises Refused when it has one already, UnknownName."""
        state = ApprovalState.APPROVED if approved else ApprovalState.DENIED
        return self._step(id, ApprovalState.WAITING, state, answered_at=at, runner=_this_process())

    def begin(self, id: str) -> Approval:
        """This process carries it out now. Raises Refused unless it was approved and nobody has begun it."""
        return self._step(id, ApprovalState.APPROVED, ApprovalState.RUNNING, runner=_this_process())

    def finish(self, id: str, result: str, at: datetime) -> Approval:
        """It was carried out. Raises Refused unless it is running."""
        return self._step(id, ApprovalState.RUNNING, ApprovalState.DONE, result=redact(result), finished_at=at)

    def cut_off(self) -> tuple[Approval, ...]:
        """Those whose process died while carrying them out, now marked `cut`. Never carried out again by themselves.

        One whose process died before it began waits again: nothing was done.
        """
        answered = (ApprovalState.APPROVED, ApprovalState.RUNNING)
        with self._database.session() as writing:
            rows = writing.exec(select(ApprovalRow).where(col(ApprovalRow.state).in_(answered))).all()
            dead = [row for row in rows if not _is_alive(row.runner or "")]
            cut = [row for row in dead if row.state == ApprovalState.RUNNING]
            for row in dead:
                row.state = ApprovalState.CUT if row in cut else ApprovalState.WAITING
            return tuple(_approval(row) for row in cut)

    def _step(self, id: str, before: ApprovalState, after: ApprovalState, **changed: Any) -> Approval:
        with self._database.session() as writing:
            row = _known(writing, id)
            changes = update(ApprovalRow).where(col(ApprovalRow.number) == row.number,
                                                col(ApprovalRow.state) == before).values(state=after, **changed)
            done = writing.connection().execute(changes).rowcount
            writing.refresh(row)
            if not done:
                raise Refused(f"{id} is {row.state}, not {before}: nothing was done. "
                              f"What {row.tool} was asked to do can be asked for again.")
            return _approval(row)


def _known(session: Session, id: str) -> ApprovalRow:
    row = session.get(ApprovalRow, int(id[1:])) if re.fullmatch(r"a[1-9]\d{0,8}", id) else None
    if row is None:
        raise UnknownName("approval", id)
    return row


def _approval(row: ApprovalRow) -> Approval:
    return Approval(id=f"a{row.number}", session=row.session, role=row.role, tool=row.tool, arguments=row.arguments,
                    state=ApprovalState(row.state), messages=row.messages, asked_at=row.asked_at,
                    answered_at=row.answered_at, result=row.result, finished_at=row.finished_at)


def _this_process() -> str:
    return f"{os.getpid()} {_began(os.getpid())} {socket.gethostname()}"


def _is_alive(runner: str) -> bool:
    """Of another machine's process nothing is known: it counts as alive."""
    pid, began, host = runner.split(" ", 2)
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _began(int(pid)) == began


def _began(pid: int) -> str:
    """When the process began, so that a number used again is not taken for it; `-` where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "-"
