"""Records and what they supersede and amend: a tree for the terminal, and Mermaid text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nova.decisions.document import plain
from nova.decisions.supersession import find_record
from nova.domain.decision import Decision, Status

_DEAD = (Status.SUPERSEDED, Status.REJECTED, Status.DEPRECATED)
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Edge:
    """`newer` supersedes or amends `older`."""

    newer: str
    older: str
    how: str


class Graph:
    """The records of one book by path, with edges that either end names."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._records: Mapping[str, Decision] = {decision.path: decision for decision in decisions}
        self._edges = list(dict.fromkeys(_edges(decisions)))

    def tree(self) -> Iterator[str]:
        """The newest first at the left margin, what each took the place of or amends below it, once each."""
        older = {edge.older for edge in self._edges}
        shown: set[str] = set()
        for path in [*(p for p in self._records if p not in older), *self._records]:
            if path not in shown:
                yield from self._branch(path, "", "", shown)

    def mermaid(self) -> Iterator[str]:
        """A flowchart, as GitHub and the documentation tools draw it."""
        yield "graph TD"
        names = {path: f"d{at}" for at, path in enumerate(self._records)}
        for path, record in self._records.items():
            text = _escaped(f"{record.id}: {plain(record.title)[:_LONGEST_TITLE]}")
            yield f'    {names[path]}["{text}"]:::{record.status}'
        for edge in self._edges:
            arrow = "-->" if edge.how == "supersedes" else "-.->"
            yield f"    {names[edge.newer]} {arrow}|{edge.how}| {names[edge.older]}"
        yield "    classDef proposed stroke-dasharray: 4"
        for status in _DEAD:
            yield f"    classDef {status} fill:#eee,color:#777"

    def _branch(self, path: str, lead: str, how: str, shown: set[str]) -> Iterator[str]:
        record = self._records[path]
        again = " (above)" if path in shown else ""
        yield f"{lead}{how}{record.id}  {record.status}  {record.title}{again}"
        if again:
            return
        shown.add(path)
        below = [edge for edge in self._edges if edge.newer == path]
        inner = lead.replace("├─ ", "│  ").replace("└─ ", "   ")
        for at, edge in enumerate(below):
            mark = "└─ " if at == len(below) - 1 else "├─ "
            yield from self._branch(edge.older, inner + mark, f"{edge.how} ", shown)


def _edges(decisions: Sequence[Decision]) -> Iterator[Edge]:
    for decision in decisions:
        for how, references in (("supersedes", decision.supersedes), ("amends", decision.amends)):
            for reference in references:
                older = find_record(reference, decisions)
                if older is not None:
                    yield Edge(decision.path, older.path, how)
        for reference in decision.superseded_by:
            newer = find_record(reference, decisions)
            if newer is not None:
                yield Edge(newer.path, decision.path, "supersedes")


def _escaped(text: str) -> str:
    """Fit for a quoted label: a title is repository text, and Mermaid reads markup."""
    return "".join(char if char.isalnum() or char in " .,:;-_/()'" else f"#{ord(char)};" for char in text)
