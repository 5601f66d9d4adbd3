"""What a record says about itself, wherever it says it: front matter, bullets, bold lines, tables, small sections.

Nothing here is ever wrong: what is not understood is left out. Whatever binds is read elsewhere, strictly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nova.decisions.document import Document, name_of, plain
from nova.yamltext import Items, Keys, Value, Words

_KEY = re.compile(r"^[\s>*+\-|#]{0,12}(?:\[[ xX]?\]\s)?[\W_]{0,6}(?P<key>[^\W_][^:\uff1a|*\n]{0,40}?)[ *_`]{0,4}"
                  r"(?:[:\uff1a](?:[*_`]{1,3}(?=\s|$))?|\s[-\u2013\u2014]\s|\s=\s)\s*(?P<value>.*)$")
_LOUD = re.compile(r"^[\s>*+-]{0,8}(?:\*\*|__)(?P<key>[^*_:]{1,40})[:\uff1a]?(?:\*\*|__)[:\uff1a]?\s*(?P<value>.*)$")
_RULE = re.compile(r"^[\s|:+-]+$")
_MOST = 400
"""Lines of a record's head that are looked at, and fields that are kept."""


@dataclass(frozen=True, slots=True)
class Field:
    """`key` is in lower case, words parted by single spaces; `value` is as it was written, still marked up."""

    key: str
    value: str


@lru_cache(maxsize=4)
def fields_of(document: Document) -> tuple[Field, ...]:
    """What the head of the record says: the front matter first, then the lines above the first section."""
    found = [*_from_front(document), *fields_in(document.preamble())]
    return tuple(found[:_MOST])


def texts_of(fields: Iterable[Field], names: Iterable[str]) -> list[str]:
    """The values of the fields of these names."""
    wanted = frozenset(names)
    return [field.value for field in fields if field.key in wanted]


def fields_in(lines: Sequence[str]) -> Iterator[Field]:
    """The `key: value` lines, bold lines and table rows among these lines."""
    lines = [plain(plain(line)) if "![" in line[:20] else line for line in lines[:_MOST]]
    for at, line in enumerate(lines):
        if line.lstrip(" >").startswith("|"):
            yield from _of_row(lines, at)
        elif found := _LOUD.match(line) or _KEY.match(line):
            value = found["value"].strip()
            yield Field(name_of(found["key"]), value or _below(lines, at))


def cells(line: str) -> list[str]:
    """The cells of a table's row."""
    return [cell.strip() for cell in line.strip(" >").strip("|").split("|")]


def _of_row(lines: Sequence[str], at: int) -> Iterator[Field]:
    """A row `| Status | Accepted |`, and the cells below a header row `| Status | Date |`."""
    row = cells(lines[at])
    if _RULE.match(lines[at]) or not row[0]:
        return
    under = at + 1 < len(lines) and "-" in lines[at + 1] and _RULE.match(lines[at + 1])
    if under and at + 2 < len(lines) and lines[at + 2].lstrip(" >").startswith("|"):
        for key, value in zip(row, cells(lines[at + 2]), strict=False):
            yield Field(name_of(key), value)
    if len(row) == 2:
        yield Field(name_of(row[0]), row[1])


def _below(lines: Sequence[str], at: int) -> str:
    """The value of a key whose line says nothing more: the next line that is not another key."""
    for line in lines[at + 1:at + 3]:
        if line.strip():
            return "" if _LOUD.match(line) else line.strip(" \t>*+-")
    return ""


def _from_front(document: Document) -> Iterator[Field]:
    if document.front is not None:
        yield from _flat(document.front, "", 0)
        return
    for line in document.front_text[:20_000].split("\n")[:_MOST]:
        key, colon, value = line.partition(":")
        if colon and key and not key[0].isspace() and len(key) <= 60:
            yield Field(name_of(_camel(key)), value.partition(" #")[0].strip().strip("\"'"))


def _flat(keys: Keys, parent: str, depth: int) -> Iterator[Field]:
    for key, value in keys.values.items():
        name = name_of(_camel(key))
        yield from _values(name, value, depth)
    target, kind = (keys.values.get(key) for key in ("target", "kind"))
    if parent and isinstance(target, Words) and isinstance(kind, Words):
        yield Field(name_of(_camel(kind.text)), target.text)


def _values(name: str, value: Value, depth: int) -> Iterator[Field]:
    if isinstance(value, Words):
        yield Field(name, value.text)
    elif isinstance(value, Items):
        for item in value.items[:_MOST]:
            if isinstance(item, Words):
                yield Field(name, item.text)
            elif isinstance(item, Keys):
                yield from _nested(name, item, depth)
    elif depth < 2:
        yield from _nested(name, value, depth)


def _nested(name: str, value: Keys, depth: int) -> Iterator[Field]:
    """A mapping below a key: what it is about in itself, and its own keys."""
    for key in ("id", "ref", "path", "name", "value", "number"):
        word = value.values.get(key)
        if isinstance(word, Words):
            yield Field(name, word.text)
            break
    yield from _flat(value, name, depth + 1)


def _camel(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key)
