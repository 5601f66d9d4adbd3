"""One door to the store: opening it brings its tables up to date, and every writer waits for its turn.

SQLite by default. Another database by URL works with the same tables; what is particular to SQLite is in this file.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, create_engine

from nova.errors import NovaError
from nova.plugins import installed

OWN_MIGRATIONS = "nova.store:migrations/versions"
"""`package:folder` of the base's own Alembic versions. Each folder is one line of versions; a file is named after its
revision, and the last name is the head."""

_READING = "nova_reading"


class StoreError(NovaError):
    """The store cannot be opened: it is damaged, or newer than this Nova."""


class Database:
    """Nova's store. Opening migrates it; two processes may open it at once."""

    def __init__(self, url: str, *, migrations: Sequence[str] | None = None) -> None:
        """`migrations`: `package:folder` of further Alembic versions; None: those of the installed plugins."""
        if migrations is None:
            migrations = [plugin.migrations for plugin in installed() if plugin.migrations]
        self.url = url
        self.engine = _engine(url)
        self._folders = [_folder(name) for name in (OWN_MIGRATIONS, *migrations)]
        try:
            self._bring_up_to_date()
        except DatabaseError as error:
            raise StoreError(f"{self._name} cannot be used as Nova's store: {error.orig}. Move it away, or set "
                             "NOVA_HOME to another folder; answers are kept in the repositories.") from error

    @classmethod
    def in_home(cls, home: Path, *, migrations: Sequence[str] | None = None) -> Database:
        """The store of a Nova home; made when it is not there."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{home / 'nova.db'}", migrations=migrations)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that may write. It holds the only write lock from its beginning, so keep it short."""
        with Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, and waits for nobody."""
        with Session(self.engine.execution_options(**{_READING: True})) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()

    @property
    def _name(self) -> str:
        return make_url(self.url).render_as_string(hide_password=True)

    def _bring_up_to_date(self) -> None:
        wanted = {head for folder in self._folders if (head := _head(folder))}
        with self.engine.execution_options(**{_READING: True}).connect() as connection:
            if wanted <= _revisions(connection):
                return
        with _alone(self.engine):
            if self.engine.dialect.name == "sqlite":
                _use_write_ahead_log(self.engine)
            with self.engine.begin() as connection:
                self._migrate(connection)

    def _migrate(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_folder("nova.store:migrations")).replace("%", "%%"))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", "\n".join(map(str, self._folders)).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "heads")
        except CommandError as error:
            raise StoreError(f"{self._name} was written by another Nova ({error}). Upgrade Nova, install the plugin "
                             "that is missing, or set NOVA_HOME to another folder.") from error


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: DBAPIConnection, record: object) -> None:
    # sqlite3 would begin transactions by itself, deferred; one that turns into a write later fails at once when
    # another writer is there, however long the timeout. So `_begin` says what kind it is.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _use_write_ahead_log(engine: Engine) -> None:
    """Once for the file. The switch ignores the busy timeout, so the caller makes sure to be alone."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """One process at a time in here, where the store is a file."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        yield
        return
    with Path(f"{engine.url.database}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _revisions(connection: Connection) -> set[str]:
    """What the store has, without loading Alembic; empty for a new one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return set()
    return {row[0] for row in connection.execute(text("SELECT version_num FROM alembic_version"))}


def _folder(name: str) -> Path:
    package, _, inside = name.partition(":")
    with as_file(files(package).joinpath(inside)) as folder:
        return folder


def _head(folder: Path) -> str | None:
    names = sorted(path.stem for path in folder.glob("[!_]*.py"))
    return names[-1] if names else None
