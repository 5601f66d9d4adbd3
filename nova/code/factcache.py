"""Facts by blob id, on disk. It may be deleted at any time, and a damaged one is thrown away."""

from __future__ import annotations

import hashlib
import marshal
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from nova.code import facts

_MOST_ROWS = 100_000
_AT_ONCE = 500

Result = facts.Packed | str
"""Facts, or why there are none."""


class FactCache:
    """One SQLite file for all projects. Rows belong to one version of the pass and one Python."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version = _version()

    def load(self, blobs: Iterable[str]) -> dict[str, Result]:
        """What is known of these blobs; empty when the file cannot be used."""
        wanted = list(dict.fromkeys(blobs))
        found: dict[str, Result] = {}
        try:
            with self._opened() as store:
                for first in range(0, len(wanted), _AT_ONCE):
                    part = wanted[first:first + _AT_ONCE]
                    marks = ",".join("?" * len(part))
                    rows = store.execute(
                        f"SELECT blob, digest, content FROM facts WHERE version = ? AND blob IN ({marks})",
                        (self._version, *part))
                    found.update({blob: marshal.loads(content) for blob, digest, content in rows
                                  if digest == _digest(content)})
        except (sqlite3.DatabaseError, OSError) as error:
            self._discard_if_damaged(error)
        return found

    def save(self, results: Mapping[str, Result]) -> None:
        """Keep these too. A cache that cannot be written is no reason to stop."""
        if not results:
            return
        rows = [(blob, self._version, _digest(content), content)
                for blob, result in results.items() for content in [marshal.dumps(result)]]
        try:
            with self._opened() as store:
                store.execute("DELETE FROM facts WHERE version <> ?", (self._version,))
                store.execute("DELETE FROM facts WHERE rowid <= (SELECT max(rowid) FROM facts) - ?", (_MOST_ROWS,))
                store.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        except (sqlite3.DatabaseError, OSError) as error:
            self._discard_if_damaged(error)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=5)) as store:
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA synchronous = OFF")
            with store:
                store.execute("CREATE TABLE IF NOT EXISTS facts "
                              "(blob TEXT, version TEXT, digest BLOB, content BLOB, PRIMARY KEY (blob, version))")
                yield store

    def _discard_if_damaged(self, error: Exception) -> None:
        if isinstance(error, sqlite3.OperationalError | OSError):
            return  # somebody else holds it, or the disk is full: nothing that deleting would mend
        for suffix in ("", "-wal", "-shm"):
            try:
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            except OSError:
                continue


def _digest(content: bytes) -> bytes:
    # `marshal` may crash on bytes that it did not write, so it is given no others.
    return hashlib.blake2b(content, digest_size=16).digest()


def _version() -> str:
    sources = [Path(facts.__file__), Path(__file__), Path(__file__).with_name("index.py")]
    digest = hashlib.blake2b(digest_size=8)
    for source in sources:
        digest.update(source.read_bytes())
    return f"{digest.hexdigest()} {sys.implementation.cache_tag}"
