"""What was committed before: messages, changed files, old contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nova.code.git import Git
from nova.domain.snapshot import BlobId, CommitSha

_FIELDS = ("%H", "%P", "%cI", "%s", "%b")
_NOTHING = frozenset("0")


@dataclass(frozen=True, slots=True)
class Commit:
    sha: CommitSha
    parents: tuple[CommitSha, ...]
    at: datetime
    """The committer's date, with its time zone."""
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One file that a commit changed, against its first parent."""

    path: str
    old_path: str | None
    """Where it was before, when it was renamed or copied; None: at `path`, or nowhere."""
    before: BlobId | None
    """None: it is new."""
    after: BlobId | None
    """None: it was deleted; `path` is then where it had been."""


class History:
    """The commits that lead to `commit`, newest first."""

    def __init__(self, git: Git, commit: CommitSha) -> None:
        self._git, self._commit = git, commit
        self._commits: list[Commit] = []
        self._limit = 0
        self._changed: dict[CommitSha, list[Changed]] = {}
        self._ahead: dict[BlobId, bytes] = {}
        self._read = lru_cache(maxsize=256)(self._blob)

    def commits(self, limit: int = 200) -> list[Commit]:
        """The newest `limit` commits, `commit` itself first."""
        if limit > self._limit:
            fields = self._git.fields("log", "-z", f"--max-count={limit}", f"--format={'%x00'.join(_FIELDS)}",
                                      self._commit, "--")
            width = len(_FIELDS)
            self._commits = [_commit(fields[at:at + width]) for at in range(0, len(fields), width)]
            self._limit = limit
        return self._commits[:limit]

    def changed(self, sha: CommitSha) -> list[Changed]:
        """The files that a commit changed against its first parent; all of them for a first commit."""
        if sha not in self._changed:
            known = {commit.sha: commit.parents for commit in self.commits()}
            asked = known if sha in known else {sha: self._parents(sha)}
            self._changed |= self._differences(asked)
        return self._changed[sha]

    def blob(self, oid: BlobId) -> bytes:
        """The content of a file that `changed` names."""
        return self._read(oid)

    def read_ahead(self, oids: Iterable[BlobId]) -> None:
        """Read many contents in one process, for `blob` to give: a process for each takes milliseconds."""
        wanted = sorted(set(oids) - self._ahead.keys())
        told = self._git.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in wanted).encode())
        at = 0
        for oid in wanted:
            start = told.index(b"\n", at) + 1
            at = start + int(told[at:start].split()[2])
            self._ahead[oid] = told[start:at]
            at += 1

    def touching(self, words: Iterable[str], limit: int = 200) -> list[CommitSha]:
        """Which of the newest `limit` commits changed a line of a Python file that holds one of these identifiers."""
        wanted = sorted(words)
        if not wanted:
            return []
        commits = {commit.sha: commit.parents for commit in self.commits(limit)}
        asked = "".join(f"{' '.join((sha, *parents[:1]))}\n" for sha, parents in commits.items())
        fields = self._git.fields("diff-tree", "--stdin", "--root", "-r", "-z", "--name-only",
                                  f"-G({'|'.join(wanted)})", "--", "*.py", stdin=asked.encode())
        named = {field.split()[0] for field in fields if field.strip()}
        return [sha for sha in commits if sha in named]

    def _blob(self, oid: BlobId) -> bytes:
        return self._ahead[oid] if oid in self._ahead else self._git.run("cat-file", "blob", oid)

    def _parents(self, sha: CommitSha) -> tuple[CommitSha, ...]:
        return tuple(CommitSha(one) for one in self._git.text("show", "-s", "--format=%P", sha, "--").split())

    def _differences(self, commits: dict[CommitSha, tuple[CommitSha, ...]]) -> dict[CommitSha, list[Changed]]:
        """One process for all of them: a process for each of 200 commits would take a second."""
        asked = "".join(f"{' '.join((sha, *parents[:1]))}\n" for sha, parents in commits.items())
        fields = self._git.fields("diff-tree", "--stdin", "--root", "--always", "-r", "-z", "-M", "--no-abbrev",
                                  stdin=asked.encode())
        found: dict[CommitSha, list[Changed]] = {sha: [] for sha in commits}
        here: list[Changed] = []
        rest = iter(fields)
        for field in rest:
            if field.startswith(":"):
                here.append(_changed(field, next(rest), rest))
            else:
                here = found[CommitSha(field.split()[0])]
        return found


def _commit(fields: list[str]) -> Commit:
    sha, parents, at, subject, body = fields
    return Commit(CommitSha(sha), tuple(CommitSha(parent) for parent in parents.split()),
                  datetime.fromisoformat(at), subject, body.strip())


def _changed(head: str, path: str, rest: Iterator[str]) -> Changed:
    _, _, before, after, status = head.split()
    old_path: str | None = None
    if status[0] in "RC":
        old_path, path = path, next(rest)
    return Changed(path, old_path, _oid(before), _oid(after))


def _oid(oid: str) -> BlobId | None:
    return None if set(oid) == _NOTHING else BlobId(oid)
