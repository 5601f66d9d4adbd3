"""Sessions: what was said in them, which one is meant, what waits for a choice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import text

from nova.domain.session import Exchange
from nova.errors import BadInput, UnknownName
from nova.store.database import Database
from nova.store.sessions import SessionStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKEN = "ghp" + "_" + "a1B2" * 9


@pytest.fixture
def sessions(database: Database) -> SessionStore:
    return SessionStore(database)


def exchange(session: str, said: str = "why?", after: int = 1) -> Exchange:
    return Exchange(session=session, said=said, reply="because", role="decisions", ending="answered", trace="a" * 32,
                    cost_usd="0.0012", at=NOON + timedelta(minutes=after))


def test_a_session_goes_on_where_it_was(sessions):
    one = sessions.start("project-id", "planning", NOON)
    first = sessions.add(exchange(one.id))
    second = sessions.add(replace(exchange(one.id, after=2), role=None, cost_usd=None))
    assert len(one.id) == 8
    assert sessions.exchanges(one.id) == (first, second)
    assert [first.number, second.number] == [1, 2]
    assert replace(first, number=0) == exchange(one.id)
    assert sessions.get(one.id) == replace(one, last_at=NOON + timedelta(minutes=2))
    assert sessions.exchanges("00000000") == ()


def test_last_is_the_session_of_a_project_in_which_something_was_said_last(sessions):
    old, new, elsewhere = (sessions.start(project, "", NOON) for project in ("here", "here", "there"))
    for number, one in enumerate((new, old, elsewhere)):
        sessions.add(exchange(one.id, after=number))
    assert [sessions.last(project).id for project in ("here", "there")] == [old.id, elsewhere.id]


def test_a_session_in_which_nothing_was_said_is_not_the_last(sessions):
    sessions.start("here", "", NOON)
    for project in ("here", None):
        with pytest.raises(UnknownName, match="no session 'last'"):
            sessions.last(project)


def test_a_session_is_found_by_its_first_digits(sessions, tmp_path):
    first, second = sessions.start(None, "one", NOON), sessions.start(None, "two", NOON)
    with Database.in_home(tmp_path, migrations=[]).session() as raw:
        raw.execute(text("UPDATE chat_session SET id = 'abc00001' WHERE id = :id"), {"id": first.id})
        raw.execute(text("UPDATE chat_session SET id = 'abc00002' WHERE id = :id"), {"id": second.id})
    assert sessions.get("abc00002").title == "two"
    with pytest.raises(BadInput, match="abc00001 or abc00002: give more digits"):
        sessions.get("abc")
    with pytest.raises(UnknownName, match="no session 'd'"):
        sessions.get("d")


def test_a_session_without_a_title_is_called_after_what_was_said_first(sessions):
    one = sessions.start(None, "", NOON)
    sessions.add(exchange(one.id, said="why\x1b no Celery?\nmore"))
    sessions.add(exchange(one.id, said="and then?"))
    assert sessions.get(one.id).title == "why\x1b no Celery?"
    long = sessions.start(None, "", NOON)
    sessions.add(exchange(long.id, said="x" * 1_000_000))
    assert sessions.get(long.id).title == "x" * 79 + "…"
    assert len(sessions.exchanges(long.id)[0].said) == 1_000_000


def test_nothing_is_kept_for_a_session_that_is_not_there(sessions):
    for call in (lambda: sessions.add(exchange("12345678")), lambda: sessions.pending("12345678"),
                 lambda: sessions.set_pending("12345678", None)):
        with pytest.raises(UnknownName, match="no session '12345678'"):
            call()


def test_a_question_waits_for_its_choice_until_it_is_forgotten(sessions):
    one, other = sessions.start(None, "", NOON), sessions.start(None, "", NOON)
    assert sessions.pending(one.id) is None
    sessions.set_pending(one.id, {"roles": ["a", "b"], "text": f"use {TOKEN}"})
    assert sessions.pending(one.id) == {"roles": ["a", "b"], "text": "use [secret: github token]"}
    assert sessions.pending(other.id) is None
    sessions.set_pending(one.id, None)
    assert sessions.pending(one.id) is None


def test_no_secret_is_kept_of_what_is_said(sessions):
    one = sessions.start(None, f"title {TOKEN}", NOON)
    kept = sessions.add(replace(exchange(one.id, said=f"my token is {TOKEN}"), reply=f"{TOKEN} works"))
    assert (kept.said, kept.reply) == ("my token is [secret: github token]", "[secret: github token] works")
    assert sessions.exchanges(one.id) == (kept,)
    assert one.title == "title [secret: github token]"


def test_words_that_are_no_text_come_back_as_they_were(sessions):
    one = sessions.start(None, "", NOON)
    sessions.add(exchange(one.id, said='"quoted" \udcff\0'))
    assert sessions.exchanges(one.id)[0].said == '"quoted" \udcff\0'


def test_two_that_speak_at_once_are_both_heard_and_numbered(tmp_path):
    stores = [SessionStore(Database.in_home(tmp_path, migrations=[])) for _ in range(2)]
    one = stores[0].start(None, "", NOON)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: stores[number % 2].add(exchange(one.id, said=str(number))), range(20)))
    kept = stores[0].exchanges(one.id)
    assert [each.number for each in kept] == list(range(1, 21))
    assert {each.said for each in kept} == {str(number) for number in range(20)}
