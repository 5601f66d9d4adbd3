"""YAML as text: every scalar stays the words that were written, so `id: 0033` is "0033" and `on` is "on".

Records are repository text. Aliases are refused (ten lines of them can stand for a billion values), depth and size are
bounded, a key given twice is an error, and every value knows its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 20
_LARGEST = 64 * 1024


class BadYaml(Exception):
    """The text is not YAML that is read here. `line` counts from 1 in the record."""

    def __init__(self, line: int | None, what: str) -> None:
        self.line, self.what = line, what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Words:
    """A scalar as it was written; an empty value is the empty text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping; `where` gives the line of each key."""

    line: int
    values: dict[str, Value]
    where: dict[str, int]


Value = Words | Items | Keys


def parse(text: str, first_line: int) -> Value | None:
    """Read one YAML document whose first line is line `first_line` of the record. None: it is empty.

    Raises BadYaml.
    """
    if len(text) > _LARGEST:
        raise BadYaml(first_line, f"more than {_LARGEST // 1024} KB of YAML")
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER), first_line).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What ends too early is reported after the last line, which is another text's line.
        line = first_line if mark is None else first_line + min(int(mark.line), text.rstrip("\n").count("\n"))
        raise BadYaml(line, f"not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise BadYaml(first_line, f"not YAML: {str(error).splitlines()[0]}") from error


def texts(value: Value | None) -> tuple[str, ...] | None:
    """A list of words, or one word by itself. None: something else was written."""
    if value is None:
        return ()
    if isinstance(value, Words):
        return (value.text,) if value.text else ()
    if isinstance(value, Items) and all(isinstance(item, Words) for item in value.items):
        return tuple(item.text for item in value.items if isinstance(item, Words))
    return None


class _Reader:
    """Builds values from parse events."""

    def __init__(self, events: Iterator[Any], first_line: int) -> None:
        self._events = events
        self._first = first_line

    def document(self) -> Value | None:
        for event in self._events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                return None
            value = self._value(event, 0)
            self._end()
            return value
        return None

    def _end(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise BadYaml(self._line(event), "a second YAML document begins here")

    def _value(self, event: Any, depth: int) -> Value:
        if depth > _DEEPEST:
            raise BadYaml(self._line(event), f"nested deeper than {_DEEPEST}")
        if isinstance(event, yaml.AliasEvent):
            raise BadYaml(self._line(event), f"aliases are not read (*{event.anchor}); write the value out")
        if isinstance(event, yaml.ScalarEvent):
            return Words(self._line(event), _plain_null(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(self._line(event), tuple(self._items(depth)))
        return self._keys(event, depth)

    def _items(self, depth: int) -> Iterator[Value]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._value(event, depth + 1)

    def _keys(self, start: Any, depth: int) -> Keys:
        values: dict[str, Value] = {}
        where: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._value(event, depth + 1)
            if not isinstance(key, Words):
                raise BadYaml(key.line, "a key is to be a word")
            if key.text in values:
                raise BadYaml(key.line, f'the key "{key.text}" is given twice')
            values[key.text] = self._value(next(self._events), depth + 1)
            where[key.text] = key.line
        return Keys(self._line(start), values, where)

    def _line(self, event: Any) -> int:
        return self._first + int(event.start_mark.line)


def _plain_null(event: Any) -> str:
    """The text of a scalar; an unquoted null or ~ says nothing."""
    text = str(event.value)
    # A plain scalar's style is None in the Python parser and empty in the C one.
    return "" if not event.style and text.lower() in ("null", "~") else text
