"""Approvals: answered once, carried out at most once, whoever dies in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import text

from nova.domain.session import Approval, ApprovalState
from nova.errors import Refused, UnknownName
from nova.store.approvals import ApprovalStore
from nova.store.database import Database
from nova.store.sessions import SessionStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
TOKEN = "ghp" + "_" + "a1B2" * 9


@pytest.fixture
def session(database: Database) -> str:
    return SessionStore(database).start(None, "", NOON).id


@pytest.fixture
def approvals(database: Database) -> ApprovalStore:
    return ApprovalStore(database)


@pytest.fixture
def ask(approvals: ApprovalStore, session: str) -> Callable[..., Approval]:
    def asked(of: str = session, **arguments: object) -> Approval:
        return approvals.ask(session=of, role="decisions", tool="draft_decision", arguments=arguments,
                             messages=[{"who": "user", "parts": []}], asked_at=NOON)

    return asked


def test_what_is_asked_waits_with_all_that_it_takes_to_go_on(approvals, ask, session):
    assert approvals.waiting(session) is None
    one = ask(title="Keep it", lines=[1, None])
    assert (one.id, one.state, one.arguments) == ("a1", "waiting", {"title": "Keep it", "lines": [1, None]})
    assert approvals.waiting(session) == approvals.get("a1") == one
    assert one.messages == [{"who": "user", "parts": []}]


def test_an_approval_belongs_to_its_session(approvals, ask, database, session):
    other = SessionStore(database).start(None, "", NOON).id
    one, two = ask(), ask(of=other)
    assert (approvals.waiting(session), approvals.waiting(other)) == (one, two)
    assert ask().id == "a3"
    assert approvals.waiting(session).id == "a3"


def test_a_yes_is_carried_out_and_what_came_of_it_is_kept(approvals, ask, session):
    ask()
    assert approvals.answer("a1", True, LATER).state is ApprovalState.APPROVED
    assert approvals.waiting(session) is None
    assert approvals.begin("a1").state is ApprovalState.RUNNING
    done = approvals.finish("a1", f"written with {TOKEN}", LATER)
    assert approvals.get("a1") == done
    assert (done.state, done.result, done.answered_at) == ("done", "written with [secret: github token]", LATER)


def test_a_no_is_final(approvals, ask):
    ask()
    assert approvals.answer("a1", False, LATER).state is ApprovalState.DENIED
    with pytest.raises(Refused, match="a1 is denied, not approved: nothing was done"):
        approvals.begin("a1")


def test_nothing_is_done_out_of_turn(approvals, ask):
    ask()
    for early in (lambda: approvals.begin("a1"), lambda: approvals.finish("a1", "x", LATER)):
        with pytest.raises(Refused, match="a1 is waiting"):
            early()
    approvals.answer("a1", True, NOON)
    for again in (True, False):
        with pytest.raises(Refused, match="a1 is approved, not waiting"):
            approvals.answer("a1", again, LATER)
    approvals.begin("a1")
    with pytest.raises(Refused, match="a1 is running, not approved"):
        approvals.begin("a1")
    approvals.finish("a1", "once", NOON)
    with pytest.raises(Refused, match="a1 is done, not running"):
        approvals.finish("a1", "twice", LATER)
    assert (approvals.get("a1").result, approvals.get("a1").answered_at) == ("once", NOON)


@pytest.mark.parametrize("id", ["a2", "a0", "1", "a", "", "a1 ", "a-1", "a9999999999999999999", "last"])
def test_an_approval_that_is_not_there_is_unknown(approvals, ask, id):
    ask()
    with pytest.raises(UnknownName, match="no approval"):
        approvals.answer(id, True, LATER)


def test_of_many_that_begin_at_once_one_does(ask, tmp_path):
    ask()
    stores = [ApprovalStore(Database.in_home(tmp_path, migrations=[])) for _ in range(8)]
    stores[0].answer("a1", True, NOON)

    def begun(store: ApprovalStore) -> bool:
        try:
            store.begin("a1")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(begun, stores)) == [False] * 7 + [True]


def test_what_a_person_is_shown_is_what_is_kept_without_secrets_in_arguments_and_messages_alike(approvals, session):
    call = {"type": "tool_call", "arguments": {"note": f"use {TOKEN}"}}
    one = approvals.ask(session=session, role="r", tool="t", arguments=call["arguments"], messages=[{"parts": [call]}],
                        asked_at=NOON)
    assert one.arguments == one.messages[0]["parts"][0]["arguments"] == {"note": "use [secret: github token]"}
    assert one == approvals.get(one.id)


def _begin_and_die(home: Path) -> None:
    ApprovalStore(Database.in_home(home, migrations=[])).begin("a1")
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_process_was_carrying_out_is_cut_and_what_a_living_one_does_is_left(approvals, ask, tmp_path):
    for _ in range(3):
        ask()
    approvals.answer("a1", True, NOON)
    approvals.answer("a2", True, NOON)
    worker = multiprocessing.get_context("fork").Process(target=_begin_and_die, args=(tmp_path,))
    worker.start()
    worker.join(30)
    approvals.begin("a2")
    assert [(one.id, one.state) for one in approvals.cut_off()] == [("a1", "cut")]
    assert [approvals.get(id).state for id in ("a1", "a2", "a3")] == ["cut", "running", "waiting"]
    assert approvals.cut_off() == ()
    with pytest.raises(Refused, match="a1 is cut"):
        approvals.begin("a1")


@pytest.mark.parametrize(("runner", "state"), [
    ("{pid} 1 {host}", "cut"),  # the number belongs to a later process now
    ("999999999 1 {host}", "cut"), ("999999999 1 elsewhere", "running"), ("{pid} {began} {host}", "running")])
def test_a_process_is_known_by_its_number_its_beginning_and_its_machine(approvals, ask, database, runner, state):
    ask()
    approvals.answer("a1", True, NOON)
    approvals.begin("a1")
    with database.session() as raw:
        pid, began, host = raw.execute(text("SELECT runner FROM approval")).scalar().split(" ", 2)
        raw.execute(text("UPDATE approval SET runner = :runner"),
                    {"runner": runner.format(pid=pid, began=began, host=host)})
    approvals.cut_off()
    assert approvals.get("a1").state == state
