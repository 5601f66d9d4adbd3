"""Which record took the place of which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

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
    edges = {d.path: _targets(d, decisions) for d in decisions}
    successors: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.status in (Status.ACCEPTED, Status.SUPERSEDED):
            for target in edges[decision.path]:
                if not _leads_to(edges, target, decision.path):
                    successors.setdefault(target, []).append(decision.id)
    return tuple(_with_successors(decision, successors.get(decision.path, [])) for decision in decisions)


def _targets(decision: Decision, decisions: Sequence[Decision]) -> list[str]:
    found = (find_record(reference, decisions) for reference in decision.supersedes)
    return [target.path for target in found if target is not None]


def _leads_to(edges: dict[str, list[str]], start: str, goal: str) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            waiting += edges.get(at, [])
    return False


def _with_successors(decision: Decision, successors: list[str]) -> Decision:
    if not successors:
        return decision
    named = tuple(dict.fromkeys((*successors, *decision.superseded_by)))
    status = Status.SUPERSEDED if decision.status is Status.ACCEPTED else decision.status
    return replace(decision, status=status, superseded_by=named)
