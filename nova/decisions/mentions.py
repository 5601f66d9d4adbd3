"""What records mention of the code: names and paths, as they stand in code spans, code blocks, or as code on sight."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from nova.decisions.fulltext import rarity
from nova.decisions.passages import Passage
from nova.decisions.words import names_in

_SPAN = re.compile(r"`+([^`\n]{1,200})`+")
_PATH = re.compile(r"[\w./@-]{3,300}")
_IDENTIFIER = re.compile(r"[^\W\d]\w{1,80}")
_COMMON_FILES = frozenset({"__init__.py", "__main__.py", "main.py", "index.ts", "index.js", "mod.rs", "readme.md"})


class Mentions:
    """Which records mention which names and paths; `records[i]` is the passages of record i."""

    def __init__(self, records: Sequence[Sequence[Passage]]) -> None:
        self.count = max(len(records), 1)
        self._names: dict[str, set[int]] = defaultdict(set)
        self._paths: dict[str, set[int]] = defaultdict(set)
        for at, passages in enumerate(records):
            for passage in passages:
                for name in _names_of(passage):
                    self._names[name].add(at)
                for path in _paths_of(passage):
                    self._paths[path].add(at)

    def of_name(self, name: str) -> dict[int, float]:
        """Record -> how telling it is that it mentions the name: 1 when no other record does."""
        records = self._names.get(name, set())
        return dict.fromkeys(records, self.rarity(len(records)))

    def rarity(self, records: int) -> float:
        return rarity(max(records, 1), self.count) / rarity(1, self.count)

    def of_path(self, path: str, module: str = "") -> dict[int, str]:
        """Record -> how it writes the path: whole, its end, its file's name when that is telling, or its module."""
        found: dict[int, str] = {}
        for written in _ways_to_write(path, module):
            for record in self._paths.get(written, ()):
                found.setdefault(record, written)
        return found


def _names_of(passage: Passage) -> Iterator[str]:
    if passage.code:
        yield from _IDENTIFIER.findall(passage.text)
        return
    for span in _SPAN.findall(passage.text):
        yield from _IDENTIFIER.findall(span)
    yield from names_in(passage.text)


def _paths_of(passage: Passage) -> Iterator[str]:
    """Paths, names of files and dotted modules: what has a slash or a dot inside."""
    for found in set(_PATH.findall(passage.text)):
        path = found.removeprefix("./").rstrip("./-")
        if "/" in path or "." in path:
            yield path


def _ways_to_write(path: str, module: str) -> Iterable[str]:
    parts = PurePosixPath(path).parts
    for start in range(max(len(parts) - 1, 0)):
        yield "/".join(parts[start:])
    if parts and parts[-1].casefold() not in _COMMON_FILES:
        yield parts[-1]
    if "." in module:
        yield module
