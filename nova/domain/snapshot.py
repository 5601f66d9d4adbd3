"""One commit of a project, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NewType

from nova.domain.project import Project

CommitSha = NewType("CommitSha", str)
TreeOid = NewType("TreeOid", str)
BlobId = NewType("BlobId", str)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file of the commit. `path` is relative, with `/`, undecodable bytes as surrogates."""

    path: str
    blob: BlobId
    size: int
    executable: bool = False

    @property
    def is_python(self) -> bool:
        return self.path.endswith((".py", ".pyi"))


@dataclass(frozen=True, slots=True)
class Unread:
    """A path that was left out, and why, in words for a person. Not a finding."""

    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One commit, exported from Nova's own bare mirror. Nothing in it is ever written or run in place."""

    project: Project
    commit: CommitSha
    tree: TreeOid
    committed_at: datetime
    """The committer's date, with its time zone."""
    branch: str | None
    """The branch that proposals are for; None when the commit was named by hand and HEAD is detached."""
    root: Path
    """The export: every file of `files` at its path, byte for byte the blob."""
    files: Mapping[str, SourceFile]
    """By path, in the order of git's tree."""
    unread: tuple[Unread, ...] = ()
    """What the export left out: symbolic links, submodules, names that cannot be written safely."""

    def read(self, path: str) -> bytes:
        """The bytes of a file of this commit. Raises KeyError for a path that is not in `files`."""
        return (self.root / self.files[path].path).read_bytes()
