"""The project's own type checker, as rules see it: what it says about one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nova.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CheckerNote:
    """One message. Text of the project's making: data, for reading codes and names from."""

    path: str
    line: int
    code: str
    """`unused-ignore`, `redundant-cast`, ..."""
    message: str


class TypeChecker(Protocol):
    """Runs the checker with the project's own configuration, where that is safe."""

    def report(self, snapshot: Snapshot) -> tuple[CheckerNote, ...] | str:
        """Every stale ignore and redundant cast, by path and line; a sentence when it could not be run or believed."""
