"""Everything a detector may look at: one snapshot, what the index and the project's own settings say, its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nova.code.conventions import Conventions
from nova.code.history import History
from nova.code.index import Index
from nova.domain.decision import DecisionBook
from nova.domain.snapshot import Snapshot
from reviewer.checker import TypeChecker


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    snapshot: Snapshot
    index: Index
    conventions: Conventions
    history: History
    decisions: DecisionBook
    today: date
    checker: TypeChecker | None = None
    """None: no type checker is run, and rules that rest on one find nothing."""
