"""The files that lie in a checkout now, committed or not: where a person writes records before they bind."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from nova.code.git import Git
from nova.decisions.reader import LARGEST

_SKIPPED = frozenset({".git", ".hg", "node_modules", "__pycache__", ".venv"})


class WorkingTree(Mapping[str, bytes]):
    """Path -> bytes, read when asked for, at most as much of each as a record may have. Links are left out."""

    def __init__(self, top: Path, paths: Mapping[str, None]) -> None:
        self.top = top
        self._paths = paths

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        with (self.top / path).open("rb") as file:
            return file.read(LARGEST + 1)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths


def working_tree(top: Path) -> WorkingTree:
    """The files of the checkout at `top`: those that git knows and new ones, without what it ignores."""
    listed = Git(top).fields("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return WorkingTree(top, dict.fromkeys(sorted(path for path in set(listed) if _is_plain(top, path))))


def folder_tree(folder: Path) -> WorkingTree:
    """The files of any folder, in a repository or not."""
    paths: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        paths += [(Path(place) / name).relative_to(folder).as_posix() for name in names]
    return WorkingTree(folder, dict.fromkeys(path for path in sorted(paths) if _is_plain(folder, path)))


def _is_plain(top: Path, path: str) -> bool:
    """A regular file that is reached through no link."""
    place = top
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            return False
    return place.is_file()
