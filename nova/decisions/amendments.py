"""Does an accepted record speak about this place already? Then what a person adds is an amendment of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nova.decisions.certain import symbol_matches
from nova.decisions.scopes import covers, narrowness, path_matches
from nova.domain.decision import ConstraintKind, Decision, DecisionBook


@dataclass(frozen=True, slots=True)
class Spot:
    """A definition: its file, the file's dotted module, its qualified name inside."""

    path: str
    module: str
    name: str

    @property
    def symbol(self) -> str:
        return f"{self.module}:{self.name}"


def covering(book: DecisionBook, spots: Iterable[Spot]) -> Decision | None:
    """The accepted record that speaks about one of the places most closely; None: none does.

    A record that names the symbol, by its key or in a `keep` constraint, comes before one whose `applies-to` takes in
    the file; among those the narrower one. A glob that takes in every file says nothing about a place.
    """
    spots = list(spots)
    found = [(*rank, at, decision) for at, decision in enumerate(book.accepted) for rank in _ranks(decision, spots)]
    return min(found, key=lambda item: item[:3])[3] if found else None


def _ranks(decision: Decision, spots: list[Spot]) -> Iterator[tuple[int, int]]:
    kept = tuple(name for rule in decision.constraints if rule.kind is ConstraintKind.KEEP for name in rule.of)
    for spot in spots:
        if symbol_matches((*decision.symbols, *kept), spot.module, spot.name):
            yield 0, 0
        elif decision.applies_to and covers(decision.applies_to, spot.path):
            width = max((narrowness(glob) for glob in decision.applies_to if path_matches(glob, spot.path)), default=0)
            if width:
                yield 1, -width
