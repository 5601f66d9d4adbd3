"""A repository that Nova watches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NewType

ProjectId = NewType("ProjectId", str)
"""16 hex digits of what stays the same when a clone moves: its normalised remote URL, else its root commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A git repository with the operator's settings for it."""

    id: ProjectId
    name: str
    path: Path
    """The top of the checkout, resolved. Answers, branches and merges go here; code is never read from here."""
    python: Path | None = None
    """The interpreter that runs its tests; None: look beside the project, then use Nova's own."""
    tests: tuple[str, ...] | None = None
    """Arguments for pytest that select the tests a proof runs; None: what the project's own settings select."""
    branch: str | None = None
    """Where approved proposals go; None: the branch that HEAD names."""
    decisions: str | None = None
    """The folder of decision records, relative to the top; None: found by convention."""
