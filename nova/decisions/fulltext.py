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
"""A part of a name says less than the same word said by a person; the whole name is looked up too."""


@dataclass(slots=True)
class Words:
    """How one record answers to the words that were asked."""

    score: float = 0.0
    held: list[str] = field(default_factory=list)
    """The words it holds, weightiest first, as they were asked."""
    share: float = 0.0
    """Of the weight of all words that were asked."""


@dataclass(frozen=True, slots=True)
class Word:
    stem: str
    said: str
    weight: float


class FullText:
    """The words of records; `records[i]` is the passages of record i."""

    def __init__(self, records: Sequence[Sequence[Passage]]) -> None:
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(f"""
            CREATE VIRTUAL TABLE record USING fts5({', '.join(Part)}, content='', tokenize='porter unicode61');
            CREATE VIRTUAL TABLE held USING fts5vocab(record, instance);
            CREATE VIRTUAL TABLE asked USING fts5(body, tokenize='porter unicode61');
            CREATE VIRTUAL TABLE stem USING fts5vocab(asked, instance);
        """)
        self._records = records
        marks = ", ".join("?" * (1 + len(Part)))
        self._database.executemany(f"INSERT INTO record (rowid, {', '.join(Part)}) VALUES ({marks})",
                                   ((at, *_columns(passages)) for at, passages in enumerate(records)))
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
        self._add(found, NAME.sub(" ", text).split(), 1.0)
        self._add(found, [part for name in names for part in parts_of(name)], _NAME_PART)
        return list(found.values())[:MOST_WORDS]

    def _named(self, names: Sequence[str]) -> dict[str, Word]:
        """Whole names: one word, or words that stand side by side."""
        stems: dict[int, list[str]] = defaultdict(list)
        for stem, at in self._stems(names):
            stems[at].append(stem)
        phrases = {" ".join(parts): names[at] for at, parts in stems.items()}
        return {phrase: Word(phrase, name, self._weight(phrase)) for phrase, name in phrases.items()}

    def _add(self, found: dict[str, Word], said: Sequence[str], factor: float) -> None:
        for stem, at in self._stems(said):
            if stem not in self._empty and len(stem) > 1 and stem not in found:
                found[stem] = Word(stem, said[at].strip(",;:.()"), self._weight(stem) * factor)

    def answers(self, words: Iterable[Word]) -> Mapping[int, Words]:
        """The records that hold any of the words."""
        words = sorted(words, key=lambda word: -word.weight)
        whole = sum(word.weight for word in words) or 1.0
        answers: dict[int, Words] = defaultdict(Words)
        for word in words:
            for record, count in self._holding(word.stem).items():
                answer = answers[record]
                answer.score += word.weight * self._saturated(count, record)
                answer.share += word.weight / whole
                answer.held.append(word.said)
        return answers

    def quote(self, record: int, words: Iterable[Word]) -> str:
        """The passage of a record that holds most of the words, rather of the outcome than of the options; one line."""
        passages = [passage for passage in self._records[record]
                    if _QUOTING[passage.part] and not passage.text.startswith("#")]
        weights = {word.stem: word.weight for word in words}
        values: dict[int, float] = defaultdict(float)
        for at, stem in {(at, stem) for stem, at in self._stems([expanded(_utf8(p.text)) for p in passages])}:
            values[at] += weights.get(stem, 0.0) * _QUOTING[passages[at].part] * (0.5 if passages[at].code else 1.0)
        best = max(values, key=lambda at: (values[at], -at), default=None)
        return passages[best].quote if best is not None and values[best] > 0 else ""

    def _saturated(self, count: float, record: int) -> float:
        """How often counts less and less; in a long record even less."""
        norm = 1 - _LENGTH + _LENGTH * self._lengths[record] / self._mean
        return count * (_SATURATION + 1) / (count + _SATURATION * norm)

    def _weight(self, stem: str) -> float:
        weight = rarity(max(len(self._holding(stem)), 1), len(self._lengths)) / self._rarest
        return weight * (_EDITING_WEIGHT if stem in self._editing else 1.0)

    def _look_up(self, stem: str) -> Mapping[int, float]:
        """Record -> how often, by the weight of the parts; a name of several words counts once."""
        if " " in stem:
            rows = self._database.execute("SELECT rowid FROM record WHERE record MATCH ?", (f'"{stem}"',))
            return {record: 1.0 for record, in rows}
        found: dict[int, float] = defaultdict(float)
        counted = "SELECT doc, col, COUNT(*) FROM held WHERE term = ? GROUP BY doc, col"
        for record, part, times in self._database.execute(counted, (stem,)):
            found[record] += times * _WEIGHTS[Part(part)]
        return found

    def _stems(self, texts: Sequence[str]) -> list[tuple[str, int]]:
        """(stem, which text it is of), in order."""
        self._database.execute("DELETE FROM asked")
        self._database.executemany("INSERT INTO asked (rowid, body) VALUES (?, ?)", enumerate(texts))
        return list(self._database.execute("SELECT term, doc FROM stem ORDER BY doc, offset"))


def _columns(passages: Sequence[Passage]) -> list[str]:
    """What stands in each part of a record."""
    texts: dict[Part, list[str]] = defaultdict(list)
    for passage in passages:
        texts[passage.part].append(passage.text)
    return [expanded(_utf8("\n".join(texts[part]))) for part in Part]


def rarity(records: int, of: int) -> float:
    """How telling it is to be among so many records of all."""
    return math.log(1 + (of + 1) / (records + 0.5))


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
