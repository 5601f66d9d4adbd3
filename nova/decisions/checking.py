"""Accepted decisions against the code of one commit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from nova.decisions.constraints import Code, migrations, violations
from nova.domain.decision import DecisionBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One place where the code breaks a decision, or a record that cannot be read."""

    decision: str
    constraint: str | None
    title: str
    reason: str
    """The sentence of the decision's outcome; empty when it has none."""
    path: str
    line: int | None
    symbol: str
    what: str

    def line_for_people(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        name = f"{self.decision} {self.constraint}" if self.constraint else self.decision
        why = f": {self.reason}" if self.reason else f' "{self.title}"' if self.title else ""
        return f"{place}  {self.what}   ({name}{why})"

    def to_json(self) -> dict[str, Any]:
        return {"decision": self.decision, "constraint": self.constraint, "title": self.title,
                "reason": self.reason, "path": self.path, "line": self.line, "symbol": self.symbol,
                "what": self.what}


def broken(book: DecisionBook, code: Code, paths: Collection[str]) -> list[Broken]:
    """Records that cannot be read first, then every violation of an accepted record, by path and line."""
    found = [Broken(decision=PurePosixPath(problem.path).stem, constraint=None, title="", reason="", path=problem.path,
                    line=problem.line, symbol="", what=problem.what) for problem in book.problems]
    seen = [Broken(decision=decision.id, constraint=constraint.id, title=decision.title, reason=decision.sentence,
                   path=one.path, line=one.line, symbol=one.symbol, what=one.what)
            for decision in book.accepted for constraint in decision.constraints
            for one in violations(constraint, code, paths)]
    return found + sorted(seen, key=lambda one: (one.path, one.line or 0, one.decision, one.what))


def to_migrate(book: DecisionBook, code: Code) -> int:
    """How many calls and imports a `prefer` constraint of an accepted record wants otherwise. They break nothing."""
    return sum(len(migrations(constraint, code)) for decision in book.accepted for constraint in decision.constraints)


def counted(book: DecisionBook, found: list[Broken], waiting: int = 0) -> str:
    """What the check came to, and what to do next. `waiting` are the places to migrate."""
    after = f" {_counted(waiting, 'place')} left to migrate: nova review proposes it." if waiting else ""
    constraints = sum(len(decision.constraints) for decision in book.accepted)
    told = f"{_counted(len(book.accepted), 'accepted record')} with {_counted(constraints, 'constraint')}"
    if book.folder is None:
        return "No decision records here. They are looked for in decisions, docs/adr, docs/decisions and doc/adr."
    if not found:
        return f"{told}: all hold.{after}"
    unread = f", {len(book.problems)} unreadable" if book.problems else ""
    broken_in = len(found) - len(book.problems)
    breaks = "breaks" if broken_in == 1 else "break"
    return f"{told}: {_counted(broken_in, 'place')} {breaks} them{unread}. Change the code, or the record.{after}"


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
