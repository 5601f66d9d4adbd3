"""Records by what they say: full text over their paragraphs, and silence when nothing speaks of the question.

Words that many records hold weigh little. A record is a hit only when it holds a good part of what was asked, by that
weight: the hard part of looking is to find nothing when there is nothing.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH = 0.5
"""Of the weight of the question's words that a record is to hold."""
AT_MOST = 5
_LONGEST_QUOTE = 400
_WORD = re.compile(r"[^\W_][\w.-]*[^\W_]|[^\W_]")
_STOP = frozenset(re.findall(r"\w+", """
    a about all also an and any are as at be because been but by can could decide decided decision decisions did do
    does for from had has have how i if in into is it its may me more most my no not of on or our please record
    records say says shall should show so some tell than that the their them then there these they this to told us
    use used uses was we were what when where which who why will with would you your
"""))


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that speaks of the question."""

    path: str
    score: float
    """Share of the question's weight that the record holds, 0 to 1."""
    quote: str
    """The paragraph that holds most of it, on one line."""


def search(texts: Mapping[str, str], query: str) -> list[Hit]:
    """The records that speak of `query`, best first; empty when none does. `texts`: path -> Markdown."""
    words = list(dict.fromkeys(word.casefold() for word in _WORD.findall(query)))
    words = [word for word in words if word not in _STOP][:24]
    if not words or not texts:
        return []
    with _Paragraphs(texts) as paragraphs:
        holding = {word: paragraphs.holding(word) for word in words}
    weights = {word: _weight(len({path for path, _ in rows}), len(texts)) for word, rows in holding.items()}
    return _ranked(texts, holding, weights)


def _ranked(texts: Mapping[str, str], holding: Mapping[str, set[tuple[str, int]]],
            weights: Mapping[str, float]) -> list[Hit]:
    whole = sum(weights.values())
    records: dict[str, float] = defaultdict(float)
    paragraphs: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for word, rows in holding.items():
        for path in {path for path, _ in rows}:
            records[path] += weights[word]
        for path, number in rows:
            paragraphs[path][number] += weights[word]
    found = []
    for path, weight in records.items():
        number, best = max(paragraphs[path].items(), key=lambda item: (item[1], -item[0]))
        if weight / whole >= ENOUGH:
            found.append((weight / whole + best / whole, Hit(path, round(weight / whole, 2),
                                                             _quote(_split(texts[path])[number]))))
    return [hit for _, hit in sorted(found, key=lambda item: (-item[0], item[1].path))[:AT_MOST]]


def _weight(records: int, of: int) -> float:
    """Rare words weigh more; one that no record holds weighs most, so that a stranger's question finds nothing."""
    return math.log(1 + (of + 1) / (records + 0.5))


class _Paragraphs:
    """The paragraphs in an index of SQLite's, which stems words."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE paragraph USING fts5(path UNINDEXED, number UNINDEXED, body, "
                               "tokenize='porter unicode61')")
        rows = ((path.encode("utf-8", "surrogateescape"), number, text.encode("utf-8", "replace").decode())
                for path, whole in texts.items() for number, text in enumerate(_split(whole)))
        self._database.executemany("INSERT INTO paragraph VALUES (?, ?, ?)", rows)

    def __enter__(self) -> _Paragraphs:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def holding(self, word: str) -> set[tuple[str, int]]:
        """(path, number of the paragraph)."""
        quoted = '"' + word.replace('"', '""') + '"'
        rows: Iterable[tuple[bytes, int]] = self._database.execute(
            "SELECT path, number FROM paragraph WHERE paragraph MATCH ?", (quoted,))
        return {(path.decode("utf-8", "surrogateescape"), number) for path, number in rows}


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _quote(paragraph: str) -> str:
    words = " ".join(paragraph.split())
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."
