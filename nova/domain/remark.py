"""What a linter of text files says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend in one file."""

    path: str
    line: int | None
    what: str
