"""Records that speak of a question, and silence when nothing does.

A record is a hit only when it holds a good part of what was asked, by weight: rare words weigh more, and one that no
record holds weighs most, so that a stranger's question finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from nova.decisions.resolver import ResolverIndex

ENOUGH = 0.5
"""Of the weight of the question's words that a record is to hold."""
AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that speaks of the question."""

    path: str
    score: float
    """Share of the question's weight that the record holds, 0 to 1."""
    quote: str
    """The passage that answers it best, on one line: rather of the outcome than of the options considered."""


def search(index: ResolverIndex, query: str) -> list[Hit]:
    """The records that speak of `query`, best first; empty when none does."""
    words = index.text.words(query)
    found = sorted(((-answer.score, index.decisions[at].path, at, answer)
                    for at, answer in index.text.answers(words).items() if answer.share >= ENOUGH), key=lambda i: i[:2])
    return [Hit(path, round(answer.share, 2), index.text.quote(at, words)) for _, path, at, answer in found[:AT_MOST]]
