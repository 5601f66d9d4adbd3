"""Full text over the passages of records: SQLite stems and holds the words, the weighing is done here.

It is BM25 over records with a weight for each part of a record. A word's rarity counts in units of the rarest, so that
a score means the same in a book of nine records and in one of a thousand: about how many telling words are matched.
"""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nova.decisions.passages import Part, Passage
from nova.decisions.words import EDITING, EMPTY, LONGEST, NAME, expanded, parts_of

MOST_WORDS = 48
_WEIGHTS = {Part.TITLE: 2.0, Part.OUTCOME: 1.0, Part.CONSEQUENCES: 1.0, Part.CONTEXT: 1.0, Part.OPTIONS: 0.75,
            Part.REST: 1.0}
_QUOTING = {Part.TITLE: 0.0, Part.OUTCOME: 1.5, Part.CONSEQUENCES: 1.1, Part.CONTEXT: 1.0, Part.OPTIONS: 0.5,
            Part.REST: 1.0}
_SATURATION = 1.5
_LENGTH = 0.75
_EDITING_WEIGHT = 0.3
_NAME_PART = 0.5
"""A part of a name says less than the same word said by a person; the whole name is looked up in the mentions."""


@dataclass(slots=True)
class Words:
    """How one record answers to the words that were asked."""

    score: float = 0.0
    held: list[str] = field(default_factory=list)
    """The words it holds, weightiest first, as they were asked."""
    share: float = 0.0
    """Of the weight of all words that were asked."""
    best: int | None = None
    """The passage to quote."""


@dataclass(frozen=True, slots=True)
class Word:
    stem: str
    said: str
    weight: float


class FullText:
    """The words of records; `records[i]` is the passages of record i."""

    def __init__(self, records: Sequence[Sequence[Passage]]) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript("""
            CREATE VIRTUAL TABLE passage USING fts5(body, content='', tokenize='porter unicode61');
            CREATE VIRTUAL TABLE held USING fts5vocab(passage, instance);
            CREATE VIRTUAL TABLE asked USING fts5(body, tokenize='porter unicode61');
            CREATE VIRTUAL TABLE stem USING fts5vocab(asked, instance);
        """)
        self._of = [at for at, passages in enumerate(records) for _ in passages]
        self._passages = [passage for passages in records for passage in passages]
        rows = ((at, expanded(_utf8(passage.text))) for at, passage in enumerate(self._passages))
        self._database.executemany("INSERT INTO passage (rowid, body) VALUES (?, ?)", rows)
        self._lengths = [sum(len(passage.text.split()) for passage in passages) or 1 for passages in records]
        self._mean = sum(self._lengths) / max(len(records), 1)
        self._rarest = rarity(1, len(records))
        self._holding = lru_cache(maxsize=4096)(self._look_up)
        self._empty, self._editing = (frozenset(stem for stem, _ in self._stems(sorted(words)))
                                      for words in (EMPTY, EDITING))

    def words(self, text: str) -> list[Word]:
        """The telling words and names of a change or question, each with its weight."""
        text = _utf8(text[:LONGEST])
        names = list(dict.fromkeys(NAME.findall(text)))
        found = self._named(names)
        for stem, said in self._stems(NAME.sub(" ", text).split()):
            if stem not in self._empty and len(stem) > 1:
                found.setdefault(stem, Word(stem, said, self._weight(stem)))
        for stem, said in self._stems([part for name in names for part in parts_of(name)]):
            if stem not in self._empty and len(stem) > 1:
                found.setdefault(stem, Word(stem, said, self._weight(stem) * _NAME_PART))
        return list(found.values())[:MOST_WORDS]

    def _named(self, names: list[str]) -> dict[str, Word]:
        """Whole names: one word, or words that stand side by side."""
        found: dict[str, Word] = {}
        for name in names:
            stems = [stem for stem, _ in self._stems([name])]
            phrase = " ".join(stems)
            found[phrase] = Word(phrase, name, self._weight(phrase))
        return found

    def answers(self, words: Iterable[Word]) -> Mapping[int, Words]:
        """The records that hold any of the words."""
        words = sorted(words, key=lambda word: -word.weight)
        whole = sum(word.weight for word in words) or 1.0
        answers: dict[int, Words] = defaultdict(Words)
        passages: dict[int, float] = defaultdict(float)
        for word in words:
            counts: dict[int, float] = defaultdict(float)
            for passage, times in self._holding(word.stem):
                part = self._passages[passage].part
                counts[self._of[passage]] += times * _WEIGHTS[part]
                passages[passage] += word.weight * (1.0 if not self._passages[passage].code else 0.5)
            for record, count in counts.items():
                answer = answers[record]
                answer.score += word.weight * self._saturated(count, record)
                answer.share += word.weight / whole
                answer.held.append(word.said)
        self._choose_quotes(answers, passages)
        return answers

    def quote(self, passage: int | None) -> str:
        """One line; empty for None."""
        return "" if passage is None else self._passages[passage].quote

    def _choose_quotes(self, answers: Mapping[int, Words], passages: Mapping[int, float]) -> None:
        best: dict[int, float] = {}
        for passage, weight in sorted(passages.items()):
            record, value = self._of[passage], weight * _QUOTING[self._passages[passage].part]
            if value > best.get(record, 0.0) and not self._passages[passage].text.startswith("#"):
                best[record], answers[record].best = value, passage

    def _saturated(self, count: float, record: int) -> float:
        """How often counts less and less; in a long record even less."""
        norm = 1 - _LENGTH + _LENGTH * self._lengths[record] / self._mean
        return count * (_SATURATION + 1) / (count + _SATURATION * norm)

    def _weight(self, stem: str) -> float:
        records = len({self._of[passage] for passage, _ in self._holding(stem)})
        weight = rarity(max(records, 1), len(self._lengths)) / self._rarest
        return weight * (_EDITING_WEIGHT if stem in self._editing else 1.0)

    def _look_up(self, stem: str) -> tuple[tuple[int, int], ...]:
        """(passage, how often); a name of several words counts once in a passage."""
        if " " in stem:
            return tuple(self._database.execute("SELECT rowid, 1 FROM passage WHERE passage MATCH ?", (f'"{stem}"',)))
        return tuple(self._database.execute("SELECT doc, COUNT(*) FROM held WHERE term = ? GROUP BY doc", (stem,)))

    def _stems(self, words: Sequence[str]) -> list[tuple[str, str]]:
        """(stem, word that it comes from); a word may hold several."""
        self._database.execute("DELETE FROM asked")
        self._database.executemany("INSERT INTO asked (rowid, body) VALUES (?, ?)", enumerate(words))
        rows = self._database.execute("SELECT doc, term FROM stem ORDER BY doc, offset")
        return [(stem, words[at]) for at, stem in rows]


def rarity(records: int, of: int) -> float:
    """How telling it is to be among so many records of all."""
    return math.log(1 + (of + 1) / (records + 0.5))


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
