"""The tree that operations work on: a base on disk, and what earlier steps of the recipe changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from reviewer.domain.change import ChangeSet, FileChange, Left, Span


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


class Tree:
    """Reads a base and keeps changes in memory. Nothing is ever written to the base."""

    def __init__(self, root: Path, paths: Iterable[str], laid_over: Mapping[str, bytes | None] | None = None) -> None:
        """`laid_over`: path -> bytes, or None for gone; it counts as part of the base."""
        self._root = root
        self._over = {path: content for path, content in (laid_over or {}).items() if content is not None}
        self._paths = dict.fromkeys(path for path in paths if path not in (laid_over or {})) | dict.fromkeys(self._over)
        self._after: dict[str, bytes | None] = {}
        self._spans: dict[str, list[Span]] = {}
        self._left: dict[Left, None] = {}

    @property
    def root(self) -> Path:
        """The folder of the base."""
        return self._root

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that exists now, in order of path."""
        gone = {path for path, content in self._after.items() if content is None}
        return tuple(sorted((self._paths.keys() | self._after.keys()) - gone))

    @property
    def python_paths(self) -> tuple[str, ...]:
        return tuple(path for path in self.paths if path.endswith((".py", ".pyi")))

    def exists(self, path: str) -> bool:
        return self._after[path] is not None if path in self._after else path in self._paths

    def read(self, path: str) -> bytes:
        """The bytes now. Raises KeyError when there is no such file."""
        if not self.exists(path):
            raise KeyError(path)
        changed = self._after.get(path)
        return changed if changed is not None else self._base(path)

    def _base(self, path: str) -> bytes:
        laid_over = self._over.get(path)
        return laid_over if laid_over is not None else _read(f"{self._root}/{path}")

    def apply(self, change: FileChange) -> None:
        """Take over one file's change. Spans of the first change of a file are in base lines; those of a later one
        are lines of what the earlier step left, so a step that runs second on a file names whole nodes."""
        self._after[change.path] = change.after
        self._spans.setdefault(change.path, []).extend(change.spans)

    def leave(self, path: str, line: int, why: str) -> None:
        """Say what was seen and deliberately not touched, and why, for whoever is shown the change.

        `line` 0 means the file as a whole. Saying the same twice says it once.
        """
        self._left[Left(path, line, why)] = None

    def changes(self) -> ChangeSet:
        """What differs from the base, ordered by path."""
        files = []
        for path in sorted(self._after):
            before = self._base(path) if path in self._paths else None
            if before != self._after[path]:
                files.append(FileChange(path=path, before=before, after=self._after[path],
                                        spans=tuple(sorted(set(self._spans[path])))))
        return ChangeSet(tuple(files), tuple(sorted(self._left)))


