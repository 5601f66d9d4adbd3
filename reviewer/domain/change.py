"""Change sets: what a recipe does to one base, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
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


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """A place that an operation saw and deliberately did not touch."""

    path: str
    line: int
    """In the file as the step found it; 0: the file as a whole."""
    why: str
    """A clause about the place: "a string that may mean something else"."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.why}" if self.line else f"{self.path} {self.why}"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The files a recipe changes, ordered by path."""

    files: tuple[FileChange, ...]
    left: tuple[Left, ...] = field(default=(), compare=False)
    """What its operations deliberately left, by place: for people. It is no part of what the patch is."""

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
            for sign, line in _hunk_lines(change, context=0):
                if sign in "+-":
                    yield change.path, sign + line

    @staticmethod
    def _file_diff(change: FileChange, context: int) -> str:
        old = "/dev/null" if change.before is None else f"a/{change.path}"
        new = "/dev/null" if change.after is None else f"b/{change.path}"
        return f"--- {old}\n+++ {new}\n" + "".join(f"{sign}{line}\n" for sign, line in _hunk_lines(change, context))


def _hunk_lines(change: FileChange, context: int) -> Iterator[tuple[str, str]]:
    """(sign, line): `@` heads a hunk, then ` `, `-` and `+` as in a unified diff."""
    before, after = _lines(change.before), _lines(change.after)
    # A change touches little of a file, and matching lines takes squared time: so what is equal at both ends is cut.
    cut = max(0, _equal(before, after) - context)
    before, after = before[cut:], after[cut:]
    left = max(0, _equal(before[::-1], after[::-1]) - context)
    before, after = before[:len(before) - left], after[:len(after) - left]
    # Without autojunk: with it, a line that a long file repeats counts as noise, and a diff says more than changed.
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(context):
        (_, first_old, _, first_new, _), (_, _, last_old, _, last_new) = group[0], group[-1]
        yield "@", f"@ -{_range(first_old + cut, last_old + cut)} +{_range(first_new + cut, last_new + cut)} @@"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from ((" ", line) for line in before[old_start:old_end])
            else:
                yield from (("-", line) for line in before[old_start:old_end])
                yield from (("+", line) for line in after[new_start:new_end])


def _equal(before: list[str], after: list[str]) -> int:
    """How many lines at the beginning are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))


def _range(start: int, end: int) -> str:
    """A hunk's lines as unified diffs write them: from 1, and the line before for an empty range."""
    return f"{start + (end > start)},{end - start}"


def _lines(content: bytes | None) -> list[str]:
    """Lines split at \\n only, so that form feeds and separators inside a line stay where they are."""
    if not content:
        return []
    return content.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")


