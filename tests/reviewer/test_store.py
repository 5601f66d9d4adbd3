"""Runs with the fate of every finding, and short names of pull requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nova.domain.snapshot import CommitSha, TreeOid
from nova.errors import UnknownName
from nova.store.database import Database
from reviewer.domain.answer import Remembered
from reviewer.domain.finding import Disposition, Place
from reviewer.domain.proposal import Idea, PullRequest, PullStatus
from reviewer.store import Intent, Kept, PullRecord, PullStore, Run, RunState, RunStore

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.in_home(tmp_path, migrations=["reviewer:migrations"])


def run(id: str = "r1", key: str = "k1", **changed: object) -> Run:
    made = Run(id=id, project="p", base="b" * 40, key=key, state=RunState.RUNNING, arguments={"rule": ["a"]},
               started_at=AT)
    return replace(made, **changed)


FATES = (
    Kept(place=Place("r", "a\udcff.py", "f", 1), line=3, message="m \udcff", disposition=Disposition.DECISION,
         detail="d", idea="1:aa", decision="ADR-0001"),
    Kept(place=Place("r", "b.py", "f"), line=1, message="m", disposition=Disposition.PROPOSED, idea="1:aa", pull="p1"),
)


def test_a_run_is_kept_with_every_fate(database: Database) -> None:
    runs = RunStore(database)
    assert runs.start(run()) == run()
    assert runs.running("p") == (run(),)
    assert runs.latest_run("p") is None
    runs.finish("r1", FATES, {"findings": 2}, AT + timedelta(seconds=5))
    runs.finish("r1", FATES, {"findings": 2}, AT + timedelta(seconds=5))
    finished = run(state=RunState.FINISHED, finished_at=AT + timedelta(seconds=5), report={"findings": 2})
    assert runs.latest_run("p") == runs.get("r1") == runs.by_key("p", "k1") == finished
    assert runs.fates("r1") == FATES
    assert runs.running("p") == ()
    assert runs.twins("p", "1:aa") == (FATES[0].place, FATES[1].place)
    assert runs.twins("q", "1:aa") == runs.twins("p", "") == ()


def test_a_run_key_is_one_run(database: Database) -> None:
    runs = RunStore(database)
    runs.start(run())
    assert runs.start(run(id="r2")).id == "r1"
    assert runs.start(run(id="r3", key="k2")).id == "r3"
    assert runs.start(run(id="r4", project="q")).id == "r4"


def test_the_latest_run_is_the_one_that_began_last(database: Database) -> None:
    runs = RunStore(database)
    for id in ("r1", "r2", "r3"):
        runs.start(run(id=id, key=id))
    runs.finish("r2", (), {}, AT)
    runs.finish("r1", (), {}, AT)
    latest = runs.latest_run("p")
    assert latest is not None
    assert latest.id == "r2"


def test_a_finished_run_is_not_abandoned(database: Database) -> None:
    runs = RunStore(database)
    runs.start(run())
    runs.start(run(id="r2", key="k2"))
    runs.finish("r1", (), {}, AT)
    runs.abandon("r1", AT)
    runs.abandon("r2", AT)
    assert [found.state for id in ("r1", "r2") if (found := runs.get(id))] == [RunState.FINISHED, RunState.ABANDONED]
    with pytest.raises(UnknownName):
        runs.finish("r9", (), {}, AT)


def record(**changed: object) -> PullRecord:
    pull = PullRequest(id="", project="p", repository="/srv/a\udcff", place=Place("r", "a.py", "f"),
                       idea=Idea("1:aa", "1:bb"), branch="nova/r/1", target="main", base=CommitSha("b" * 40),
                       head=CommitSha("c" * 40), head_tree=TreeOid("d" * 40), patch_sha256="e" * 64,
                       status=PullStatus.OPEN, opened_at=AT, run="r1")
    return PullRecord(
        pull=replace(pull, **changed), title="t", family="fam", rule_version=2,
        remembered=(Remembered(place=pull.place, idea=pull.idea, elsewhere=(Place("r", "b.py", "f", 2),)),),
        report={"recipe": [{"kind": "x"}]}, diff="--- a\n")


def test_a_pull_request_comes_back_whole(database: Database) -> None:
    pulls = PullStore(database)
    added = pulls.add(record())
    assert added == replace(record(), pull=replace(record().pull, id="p1"))
    assert pulls.get("p1") == added
    changed = replace(added, edited="f" * 40, pull=replace(added.pull, status=PullStatus.CLOSED, closed_at=AT))
    pulls.save(changed)
    assert pulls.of_project("p") == (changed,)
    assert pulls.of_project("q") == ()


def test_the_same_pull_request_is_added_once(database: Database) -> None:
    pulls = PullStore(database)
    first = pulls.add(record())
    assert pulls.add(record()) == pulls.add(record(run="r2")) == first
    assert pulls.add(record(run="r2", base="0" * 40)).pull.id == "p2"
    assert pulls.add(record(run="r3", repository="/srv/b")).pull.id == "p3"


def test_what_the_same_run_opened_counts_even_when_it_is_closed(database: Database) -> None:
    pulls = PullStore(database)
    first = pulls.add(record())
    pulls.save(replace(first, pull=replace(first.pull, status=PullStatus.CLOSED)))
    assert pulls.add(record()).pull.id == "p1"
    assert pulls.add(record(run="r2")).pull.id == "p2"


def test_an_unknown_name_offers_the_nearest(database: Database) -> None:
    pulls = PullStore(database)
    pulls.add(record())
    with pytest.raises(UnknownName, match="did you mean p1"):
        pulls.get("p12")


def test_an_intent_is_written_once_and_ends_with_the_answer(database: Database) -> None:
    pulls = PullStore(database)
    added = pulls.add(record())
    first = Intent("p1", "approve", {"new": "c"})
    assert pulls.intend(first) == pulls.intend(Intent("p1", "reject", {})) == first
    assert pulls.intents("p") == (first,)
    assert pulls.intents("q") == ()
    pulls.save(added)
    assert pulls.intents("p") == ()
    pulls.intend(first)
    pulls.give_up("p1")
    assert pulls.intents("p") == ()
