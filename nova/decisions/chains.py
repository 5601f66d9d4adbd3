"""Supersession that does not hold together: ends that lead nowhere, are said on one side only, or form a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nova.decisions import status as words
from nova.decisions.document import Document
from nova.decisions.kinds import identity_of
from nova.decisions.relations import relations_of
from nova.decisions.supersession import find_record
from nova.domain.decision import Decision, Status

Told = tuple[str, str]
"""(front matter key, what)."""


class Chains:
    """The edges between records as each of them writes them, before anything is derived."""

    def __init__(self, decisions: Sequence[Decision], pages: Mapping[str, Document]) -> None:
        self._decisions = decisions
        self._raw = {path: words.raw_status(page) for path, page in pages.items()}
        self._backward = {path: relations_of(page, self._raw[path], identity_of(path)).superseded_by
                          for path, page in pages.items()}
        self._forward = {decision.path: self._found(decision.supersedes) for decision in decisions}

    def remarks(self, decision: Decision, strict: bool) -> Iterator[Told]:
        """What is to be mended at this record. One-sided ends and circles only when machines act on one of the ends."""
        successors = self._backward[decision.path]
        for key, label, references in (("supersedes", "supersedes", decision.supersedes),
                                       ("amends", "amends", decision.amends), ("status", "its status", successors)):
            for reference in references:
                if find_record(reference, self._decisions) is None:
                    yield key, f"{label} names {reference}, and there is no such record"
        if strict:
            yield from self._circle(decision)
            yield from self._answered(decision, successors)
            yield from self._not_marked(decision)

    def _answered(self, decision: Decision, successors: Sequence[str]) -> Iterator[Told]:
        """Whether those that the status names say so too, and may."""
        for successor in self._found(successors):
            if successor.status is Status.PROPOSED:
                yield "status", f"its status names {successor.id}, which is only proposed: that retires nothing"
            elif decision not in self._forward[successor.path]:
                yield "status", f"its status names {successor.id}, which does not say that it supersedes {decision.id}"

    def _not_marked(self, decision: Decision) -> Iterator[Told]:
        """Whether those that an accepted record supersedes say so."""
        if decision.status not in (Status.ACCEPTED, Status.SUPERSEDED):
            return
        for retired in self._forward[decision.path]:
            raw = self._raw[retired.path]
            if words.normal_status(raw) is not Status.SUPERSEDED and not (not raw and self._backward[retired.path]):
                said = raw[0][:60] if raw else "nothing"
                yield "supersedes", (f"it supersedes {retired.id}, whose status says {said}: "
                                     f'"superseded by {decision.id}" is to stand there')

    def _circle(self, decision: Decision) -> Iterator[Told]:
        way = self._way_back(decision)
        if way:
            yield "supersedes", f"supersession goes in a circle: {' -> '.join(one.id for one in way)}"

    def _way_back(self, start: Decision) -> list[Decision]:
        """A way from the record over what it supersedes back to itself; empty: there is none."""
        waiting: list[list[Decision]] = [[start]]
        seen: set[str] = set()
        while waiting:
            way = waiting.pop()
            for target in self._forward[way[-1].path]:
                if target.path == start.path:
                    return [*way, start]
                if target.path not in seen:
                    seen.add(target.path)
                    waiting.append([*way, target])
        return []

    def _found(self, references: Sequence[str]) -> list[Decision]:
        found = (find_record(reference, self._decisions) for reference in references)
        return [decision for decision in found if decision is not None]
