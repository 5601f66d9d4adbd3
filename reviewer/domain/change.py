"""Change sets: what a recipe does to one base, as bytes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

Span = tuple[int, int]
"""First and last line in the base, counted from 1, both included. (n + 1, n) is the empty span after line n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file before and after. `before` None: created; `after` None: deleted."""

    path: str
    before: bytes | None
    after: bytes | None
    spans: tuple[Span, ...] = ()
    """The base lines of the nodes that the operation meant to change. The proof holds it to that."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The files a recipe changes, ordered by path."""

    files: tuple[FileChange, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(change.path for change in self.files)

    @property
    def lines_removed(self) -> int:
        return sum(line.startswith("-") for _, line in self._changed_lines())

    @property
    def lines_added(self) -> int:
        return sum(line.startswith("+") for _, line in self._changed_lines())

    @property
    def lines_changed(self) -> int:
        """Lines removed or added, the larger of the two: a line that is replaced counts once."""
        return max(self.lines_added, self.lines_removed)

    @property
    def patch_sha256(self) -> str:
        """Of the changed lines per file, without line numbers: the same patch on another base is the same."""
        digest = sha256()
        for path, line in self._changed_lines():
            digest.update(f"{path}\0{line}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def diff(self, context: int = 3) -> str:
        """A unified diff, as git would show it without index lines."""
        return "".join(self._file_diff(change, context) for change in self.files)

    def _changed_lines(self) -> Iterator[tuple[str, str]]:
        for change in self.files:
            for line in difflib.unified_diff(_lines(change.before), _lines(change.after), n=0, lineterm=""):
                if line.startswith(("+", "-")) and not line.startswith(("+++ ", "--- ")):
                    yield change.path, line
                elif line.startswith(("+++ ", "--- ")) and line not in ("--- ", "+++ "):
                    yield change.path, line

    @staticmethod
    def _file_diff(change: FileChange, context: int) -> str:
        old = "/dev/null" if change.before is None else f"a/{change.path}"
        new = "/dev/null" if change.after is None else f"b/{change.path}"
        lines = difflib.unified_diff(_lines(change.before), _lines(change.after), old, new, n=context, lineterm="")
        return "".join(line.rstrip("\n") + "\n" for line in lines)


def _lines(content: bytes | None) -> list[str]:
    """Lines split at \\n only, so that form feeds and separators inside a line stay where they are."""
    if not content:
        return []
    return content.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")


