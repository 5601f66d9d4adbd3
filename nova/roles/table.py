"""One mapping of a role's front matter, read strictly: every error names file, line and the nearest known key."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from nova.errors import RecordError
from nova.yamltext import Items, Keys, Value, Words

E = TypeVar("E", bound=StrEnum)

_WHOLE = re.compile(r"[1-9][0-9]{0,8}")
_MONEY = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


class Table:
    """The keys and values below `name`. A value that may be left out has a default; None as a default: it may not."""

    def __init__(self, path: str, line: int, name: str, keys: Keys) -> None:
        """`line` is where the mapping's own key stands; `name` is "" for the front matter itself."""
        self.path, self.line, self.name, self._keys = path, line, name, keys

    def __contains__(self, key: str) -> bool:
        return key in self._keys.values

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._keys.values)

    def only(self, known: Collection[str]) -> Table:
        """Itself. Raises RecordError for a key that is not known."""
        for key in self._keys.values:
            if key not in known:
                near = get_close_matches(key, list(known), n=1)
                hint = f'; did you mean "{near[0]}"?' if near else f"; known: {', '.join(known)}"
                raise self.wrong(key, f'{self.name or "the front matter"} has no key "{key}"{hint}')
        return self

    def wrong(self, key: str, what: str) -> RecordError:
        """The error about one key, at its line."""
        return RecordError(self.path, self._keys.where.get(key, self.line), what)

    def table(self, key: str, default: Keys | None = None) -> Table:
        value = self._value(key, default)
        if not isinstance(value, Keys):
            raise self.wrong(key, f"{self._called(key)} is to be a mapping of keys and values")
        return Table(self.path, self._keys.where.get(key, self.line), self._called(key), value)

    def tables(self, key: str) -> list[Table]:
        """A list of mappings; empty when the key is left out."""
        value = self._value(key, Items(self.line, ()))
        if not isinstance(value, Items):
            raise self.wrong(key, f"{self._called(key)} is to be a list")
        found = []
        for number, item in enumerate(value.items, 1):
            if not isinstance(item, Keys):
                raise RecordError(self.path, item.line, f"item {number} of {self._called(key)} is to be a mapping")
            found.append(Table(self.path, item.line, self._called(key), item))
        return found

    def word(self, key: str, default: str | None = None) -> str:
        value = self._value(key, None if default is None else Words(self.line, default))
        if not isinstance(value, Words):
            raise self.wrong(key, f"{self._called(key)} is to be a text")
        if not value.text.strip():
            raise self.wrong(key, f"{self._called(key)} is empty")
        return value.text.strip()

    def shaped(self, key: str, shape: re.Pattern[str], meant: str) -> str:
        """A text of that shape; `meant` says the shape in words."""
        text = self.word(key)
        if shape.fullmatch(text) is None:
            raise self.wrong(key, f"{self._called(key)} is to be {meant}, not {text!r}")
        return text

    def words(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, none of them empty or given twice."""
        lines = None if default is None else Items(self.line, tuple(Words(self.line, text) for text in default))
        value = self._value(key, lines)
        if not isinstance(value, Items):
            raise self.wrong(key, f"{self._called(key)} is to be a list of texts")
        found: list[str] = []
        for item in value.items:
            if not isinstance(item, Words) or not item.text.strip():
                raise RecordError(self.path, item.line, f"{self._called(key)} is to be a list of texts")
            if item.text.strip() in found:
                raise RecordError(self.path, item.line, f"{self._called(key)} names {item.text.strip()!r} twice")
            found.append(item.text.strip())
        return tuple(found)

    def names(self, key: str, shape: re.Pattern[str], meant: str, default: tuple[str, ...] | None = None
              ) -> tuple[str, ...]:
        """A list of texts of one shape."""
        found = self.words(key, default)
        for name in found:
            if shape.fullmatch(name) is None:
                raise self.wrong(key, f"{self._called(key)}: {name!r} is no {meant}")
        return found

    def one_of(self, key: str, kind: type[E], default: E | None = None) -> E:
        text = self.word(key, default)
        known = [str(member) for member in kind]
        if text not in known:
            near = get_close_matches(text, known, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise self.wrong(key, f"{self._called(key)} is one of {', '.join(known)}, not {text!r}{hint}")
        return kind(text)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number of at least 1."""
        text = self.word(key, None if default is None else str(default))
        if _WHOLE.fullmatch(text) is None:
            raise self.wrong(key, f"{self._called(key)} is to be a whole number from 1 on, not {text!r}")
        return int(text)

    def money(self, key: str) -> Decimal:
        """US dollars, from 0 on."""
        text = self.word(key)
        if _MONEY.fullmatch(text) is None:
            raise self.wrong(key, f"{self._called(key)} is to be US dollars such as 0.02, not {text!r}")
        return Decimal(text)

    def _value(self, key: str, default: Value | None) -> Value:
        value = self._keys.values.get(key, default)
        if value is None:
            raise RecordError(self.path, self.line, f"{self._called(key)!r} is missing")
        return value

    def _called(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key
