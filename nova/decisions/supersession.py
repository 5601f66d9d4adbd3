"""Which record took the place of which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from nova.decisions.cycles import circles
from nova.domain.decision import Decision, Status


def find_record(reference: str, decisions: Iterable[Decision]) -> Decision | None:
    """The record that a reference means: by id, file stem or file name, else by number when only one has it."""
    decisions = list(decisions)
    wanted = reference.casefold().removesuffix(".md")
    exact = [d for d in decisions if wanted in (d.id.casefold(), stem_of(d).casefold())]
    if exact:
        return exact[0] if len({d.path for d in exact}) == 1 else None
    number = number_of(reference)
    same = [d for d in decisions if number is not None and number == number_of(stem_of(d))]
    return same[0] if len(same) == 1 else None


def number_of(name: str) -> int | None:
    """The number that a reference or file stem begins with (`ADR-0042`, `0042-title`, `42`); dates are none."""
    match = re.match(r"(?:[A-Za-z]+[-_ #]?)?(\d{1,6})(?!\d)(?!-\d{2}-\d{2})", name)
    return int(match[1]) if match else None


def stem_of(decision: Decision) -> str:
    return PurePosixPath(decision.path).stem


def retire(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The records with those that an accepted one supersedes marked so.

    The forward edge is the truth; a proposed record retires nothing, nor does one that the other supersedes in turn.
    """
    named = _Named(decisions)
    edges = {d.path: named.targets(d) for d in decisions}
    circle = circles(edges)
    successors: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.status in (Status.ACCEPTED, Status.SUPERSEDED):
            for target in edges[decision.path]:
                if circle[target] != circle[decision.path]:
                    successors.setdefault(target, []).append(decision.id)
    return tuple(_with_successors(decision, successors.get(decision.path, [])) for decision in decisions)


def heads(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """Path of a superseded record -> the record at the head of its chain, as far as the chain is in the book."""
    named, at = _Named(decisions), {decision.path: decision for decision in decisions}
    claims = {target: d.path for d in reversed(decisions) if d.status is not Status.PROPOSED
              for target in named.targets(d) if target != d.path}
    following: dict[str, str] = {}
    for decision in decisions:
        if decision.status is Status.SUPERSEDED:
            said = (named.path(reference) for reference in decision.superseded_by)
            successor = next((path for path in said if path not in (None, decision.path)), claims.get(decision.path))
            if successor is not None:
                following[decision.path] = successor
    return {path: at[_last(path, following)] for path in following}


def _last(path: str, following: Mapping[str, str]) -> str:
    """The end of the chain; where it goes round, the record before it comes back."""
    seen, at = {path}, following[path]
    while at in following and following[at] not in seen:
        seen.add(at)
        at = following[at]
    return at


class _Named:
    """Records by whatever a reference may call them: `find_record` for many references."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._exact: dict[str, dict[str, None]] = {}
        self._numbered: dict[int, list[str]] = {}
        for decision in decisions:
            for name in (decision.id, stem_of(decision)):
                self._exact.setdefault(name.casefold(), {})[decision.path] = None
            if (number := number_of(stem_of(decision))) is not None:
                self._numbered.setdefault(number, []).append(decision.path)

    def targets(self, decision: Decision) -> list[str]:
        """The paths of the records that this one supersedes, as far as the references are sure."""
        return [path for reference in decision.supersedes if (path := self.path(reference)) is not None]

    def path(self, reference: str) -> str | None:
        number = number_of(reference)
        found = list(self._exact.get(reference.casefold().removesuffix(".md"), ()))
        if not found and number is not None:
            found = self._numbered.get(number, [])
        return found[0] if len(found) == 1 else None


def _with_successors(decision: Decision, successors: list[str]) -> Decision:
    if not successors:
        return decision
    named = tuple(dict.fromkeys((*successors, *decision.superseded_by)))
    status = Status.SUPERSEDED if decision.status is Status.ACCEPTED else decision.status
    return replace(decision, status=status, superseded_by=named)
