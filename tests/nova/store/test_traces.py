"""Spans in the store: as they were, without secrets, newest first, by several processes at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from nova.domain.trace import Span, SpanKind
from nova.errors import BadInput, UnknownName
from nova.store.database import Database, StoreError
from nova.store.traces import SqlTraceStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOKEN = "ghp" + "_" + "a1B2" * 9


@pytest.fixture
def traces(database: Database) -> SqlTraceStore:
    return SqlTraceStore(database)


def span(trace: str, id: str, parent: str | None = None, after: float = 0, **changed: object) -> Span:
    values = {"kind": SpanKind.TOOL, "name": f"step {id}", "seconds": 0.5, "start": NOON + timedelta(seconds=after),
              **changed}
    return Span(trace=trace * 32, id=id * 16, parent=parent and parent * 16, **values)


def test_a_trace_comes_back_as_it_was_in_the_order_of_its_beginnings(traces):
    root = span("a", "1", kind=SpanKind.TURN, attributes={"n": [1, 2.5, None, {"deep": "\udcff é\0"}]},
                name="turn \udcff")
    child = span("a", "2", parent="1", after=0, error="cut")
    late = span("a", "0", parent="1", after=1)
    traces.save([late, child])
    traces.save([root, span("b", "3")])
    assert traces.trace("a" * 32) == (root, child, late)


def test_a_moment_of_another_zone_is_the_same_moment(traces):
    start = NOON.astimezone(timezone(timedelta(hours=5)))
    traces.save([Span(trace="a" * 32, id="1" * 16, parent=None, kind=SpanKind.TURN, name="x", start=start, seconds=1)])
    assert traces.trace("a")[0].start == NOON


def test_saving_a_span_again_replaces_it(traces):
    traces.save([span("a", "1", name="before")])
    traces.save([span("a", "1", name="after")])
    assert [one.name for one in traces.trace("a")] == ["after"]


def test_a_trace_is_found_by_its_first_digits(traces):
    traces.save([Span(trace=id.ljust(32, "0"), id="1" * 16, parent=None, kind=SpanKind.TURN, name=id, start=NOON,
                      seconds=1) for id in ("abc1", "abc2", "abd")])
    assert traces.trace("abd")[0].name == "abd"
    assert traces.trace("abc2")[0].name == "abc2"
    with pytest.raises(BadInput, match="abc100000000 or abc200000000: give more digits"):
        traces.trace("abc")
    for unknown in ("abe", "", "%", "ABC1", "abc1'"):
        with pytest.raises(UnknownName, match="no trace"):
            traces.trace(unknown)


def test_the_latest_are_roots_newest_first_and_what_was_cut_off_stands_there_with_its_first_span(traces):
    traces.save([span("a", "1", after=1), span("a", "2", parent="1", after=2), span("b", "3", after=30),
                 span("c", "4", parent="9", after=21), span("c", "5", parent="4", after=20)])
    assert [one.name for one in traces.latest(10)] == ["step 3", "step 5", "step 1"]
    assert [one.name for one in traces.latest(2)] == ["step 3", "step 5"]


def test_no_secret_is_kept(traces, database, tmp_path):
    traces.save([span("a", "1", name=f"use {TOKEN}", attributes={"gen_ai.input.messages": [{"text": f"my {TOKEN}"}]},
                      error=TOKEN)])
    database.close()
    assert [TOKEN.encode() in path.read_bytes() for path in tmp_path.glob("nova.db*")] == [False] * len(
        list(tmp_path.glob("nova.db*")))
    assert traces.trace("a")[0].attributes == {"gen_ai.input.messages": [{"text": "my [secret: github token]"}]}


def test_a_store_that_cannot_be_written_says_so(traces, tmp_path):
    with sqlite3.connect(tmp_path / "nova.db") as connection:
        connection.execute("DROP TABLE span")
    with pytest.raises(StoreError, match="cannot be written: no such table: span"):
        traces.save([span("a", "1")])


def _save(home: Path, trace: str, done: multiprocessing.Queue[str]) -> None:
    try:
        store = SqlTraceStore(Database.in_home(home, migrations=[]))
        for digit in "0123456789abcdef":
            store.save([span(trace, digit)])
        done.put("")
    except Exception as error:
        done.put(repr(error))


def test_two_processes_may_save_at_once(tmp_path):
    Database.in_home(tmp_path, migrations=[]).close()
    fork = multiprocessing.get_context("fork")
    done: multiprocessing.Queue[str] = fork.Queue()
    workers = [fork.Process(target=_save, args=(tmp_path, trace, done)) for trace in "ab"]
    for worker in workers:
        worker.start()
    assert [done.get(timeout=30) for _ in workers] == ["", ""]
    for worker in workers:
        worker.join(30)
    store = SqlTraceStore(Database.in_home(tmp_path, migrations=[]))
    assert [len(store.trace(trace)) for trace in "ab"] == [16, 16]
