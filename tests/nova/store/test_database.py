"""Opening the store: made when it is not there, brought up to date, by several at once, never half."""

from __future__ import annotations

import multiprocessing
import sqlite3
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError
from sqlmodel import text

from nova.store.database import Database, StoreError
from reviewer.store import PullRow

REVIEWER = "reviewer:migrations"


def versions(home: Path) -> set[str]:
    with sqlite3.connect(home / "nova.db") as connection:
        return {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}


def test_opening_makes_the_tables_of_the_base_and_of_plugins(tmp_path: Path) -> None:
    Database.in_home(tmp_path / "home", migrations=[REVIEWER])
    assert versions(tmp_path / "home") == {"nova_0002", "reviewer_0002"}


def test_a_plugin_that_comes_later_adds_its_tables(tmp_path: Path) -> None:
    Database.in_home(tmp_path, migrations=[]).close()
    assert versions(tmp_path) == {"nova_0002"}
    Database.in_home(tmp_path, migrations=[REVIEWER]).close()
    Database.in_home(tmp_path, migrations=[]).close()
    assert versions(tmp_path) == {"nova_0002", "reviewer_0002"}


def test_a_store_of_an_older_nova_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    Database.in_home(tmp_path, migrations=[]).close()
    with sqlite3.connect(tmp_path / "nova.db") as connection:
        connection.executescript("DROP TABLE span; DROP TABLE approval; DROP TABLE exchange; DROP TABLE chat_session;"
                                 "UPDATE alembic_version SET version_num = 'nova_0001';"
                                 "INSERT INTO decision_draft VALUES ('p', 's', 't')")
    with Database.in_home(tmp_path, migrations=[]).reading() as session:
        assert [session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("decision_draft", "span", "exchange")] == [1, 0, 0]
    assert versions(tmp_path) == {"nova_0002"}


def test_the_tables_are_what_the_stores_think_they_are(tmp_path: Path) -> None:
    database = Database.in_home(tmp_path, migrations=[REVIEWER])
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, PullRow.metadata) == []


def test_the_last_file_of_each_folder_is_its_head() -> None:
    import nova.store
    import reviewer

    for package, inside in ((nova.store, "migrations/versions"), (reviewer, "migrations")):
        folder = Path(package.__path__[0]) / inside
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("version_locations", str(folder))
        config.set_main_option("path_separator", "newline")
        names = sorted(path.stem for path in folder.glob("[!_]*.py") if path.stem != "env")
        script = ScriptDirectory.from_config(config)
        assert [revision.revision for revision in script.walk_revisions()] == names[::-1]
        assert script.get_heads() == [names[-1]]


def test_a_store_that_is_up_to_date_is_opened_without_alembic(tmp_path: Path) -> None:
    Database.in_home(tmp_path, migrations=[REVIEWER]).close()
    loaded = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("alembic")}
    try:
        Database.in_home(tmp_path, migrations=[REVIEWER]).close()
        assert not [name for name in sys.modules if name.startswith("alembic")]
    finally:
        sys.modules.update(loaded)


def _open(home: Path, done: multiprocessing.Queue[str]) -> None:
    try:
        Database.in_home(home, migrations=[REVIEWER])
        done.put("")
    except Exception as error:
        done.put(repr(error))


def test_several_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    done: multiprocessing.Queue[str] = fork.Queue()
    workers = [fork.Process(target=_open, args=(tmp_path, done)) for _ in range(6)]
    for worker in workers:
        worker.start()
    said = [done.get(timeout=30) for _ in workers]
    for worker in workers:
        worker.join(30)
    assert said == [""] * 6
    assert versions(tmp_path) == {"nova_0002", "reviewer_0002"}


def test_a_migration_that_was_cut_off_left_nothing(tmp_path: Path) -> None:
    database = Database.in_home(tmp_path, migrations=[])
    with pytest.raises(OperationalError, match="syntax"), database.session() as session:
        [session.execute(text(statement)) for statement in ("CREATE TABLE half (x INTEGER)", "CREATE TABBLE")]
    with database.reading() as session, pytest.raises(OperationalError):
        session.execute(text("SELECT * FROM half"))


def test_a_store_of_a_newer_nova_is_refused_with_what_to_do(tmp_path: Path) -> None:
    Database.in_home(tmp_path, migrations=[REVIEWER]).close()
    with sqlite3.connect(tmp_path / "nova.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'nova_9999' WHERE version_num = 'nova_0002'")
    with pytest.raises(StoreError, match="Upgrade Nova"):
        Database.in_home(tmp_path, migrations=[REVIEWER])


def test_a_file_that_is_no_store_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "nova.db").write_bytes(b"something else entirely, and long enough to be looked at" * 40)
    with pytest.raises(StoreError, match="NOVA_HOME"):
        Database.in_home(tmp_path, migrations=[])


def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    database = Database.in_home(tmp_path, migrations=[])
    with database.reading() as session:
        assert [session.execute(text(f"PRAGMA {name}")).scalar() for name in (
            "journal_mode", "busy_timeout", "foreign_keys")] == ["wal", 10000, 1]


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_committed(tmp_path: Path) -> None:
    database = Database.in_home(tmp_path, migrations=[])
    with database.session() as writing:
        writing.execute(text("INSERT INTO decision_draft VALUES ('p', 's', 't')"))
        with database.reading() as reading:
            assert reading.execute(text("SELECT count(*) FROM decision_draft")).scalar() == 0
    with database.reading() as reading:
        assert reading.execute(text("SELECT count(*) FROM decision_draft")).scalar() == 1


def _count(home: Path, times: int) -> None:
    database = Database.in_home(home, migrations=[])
    for _ in range(times):
        with database.session() as session:
            count = session.execute(text("SELECT text FROM decision_draft")).scalar()
            session.execute(text("UPDATE decision_draft SET text = :count"), {"count": str(int(count) + 1)})


def test_writers_take_turns_and_lose_nothing(tmp_path: Path) -> None:
    with Database.in_home(tmp_path, migrations=[]).session() as session:
        session.execute(text("INSERT INTO decision_draft VALUES ('p', 's', '0')"))
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_count, args=(tmp_path, 25)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    with Database.in_home(tmp_path, migrations=[]).reading() as session:
        assert session.execute(text("SELECT text FROM decision_draft")).scalar() == "75"
