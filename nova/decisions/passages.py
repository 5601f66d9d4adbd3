"""A record as passages: paragraphs, list entries and code, each with the part of the record that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from nova.decisions.document import Document, Heading, plain, take_apart

_LONGEST_QUOTE = 400
_BULLET = re.compile(r"^\s{0,3}(?:[-*+]|\d+[.)])\s")


class Part(StrEnum):
    """Where in a record something stands: what it weighs depends on that."""

    TITLE = "title"
    OUTCOME = "outcome"
    CONSEQUENCES = "consequences"
    CONTEXT = "context"
    OPTIONS = "options"
    REST = "rest"


_HEADINGS = (
    (Part.OPTIONS, r"option|alternativ|pros\b|cons\b|compar|avantage|fordel"),
    (Part.CONSEQUENCES, r"consequence|cons[eé]quence|konsekvens|implication|confirmation|risk|positive|negative"),
    (Part.OUTCOME, r"decision|outcome|d[eé]cision|beslutning|vedtak|resolution|solution|do's|dos\b|don'ts|rule"),
    (Part.CONTEXT, r"context|problem|driver|background|motivation|issue|contexte|kontekst|bakgrunn"),
)


@dataclass(frozen=True, slots=True)
class Passage:
    part: Part
    text: str
    code: bool = False

    @property
    def quote(self) -> str:
        """On one line without markup, at most 400 characters."""
        words = plain(self.text[: 4 * _LONGEST_QUOTE].lstrip(" -*+>"))
        return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."


def passages_of(title: str, content: str) -> list[Passage]:
    """The passages of one record in its order, its title first. Never raises."""
    document = take_apart(content.encode("utf-8", "surrogateescape"))
    parts = _Parts(document)
    found = [(0, Passage(Part.TITLE, title))]
    found += [(line, Passage(parts.at(line), text)) for line, text in _paragraphs(document.lines)]
    found += [(block.line, Passage(parts.at(block.line), block.text, code=True)) for block in document.blocks]
    return [passage for _, passage in sorted(found, key=lambda item: item[0]) if passage.text.strip()]


class _Parts:
    """Which part a line stands in: a heading's own, else that of the heading around it."""

    def __init__(self, document: Document) -> None:
        self._starts: list[tuple[int, Part]] = []
        around: list[tuple[int, Part]] = []
        for heading in document.headings:
            while around and around[-1][0] >= heading.level:
                around.pop()
            part = _part_of(heading) or (around[-1][1] if around else Part.REST)
            around.append((heading.level, part))
            self._starts.append((heading.line, part))

    def at(self, line: int) -> Part:
        return next((part for start, part in reversed(self._starts) if start <= line), Part.CONTEXT)


def _part_of(heading: Heading) -> Part | None:
    if heading.level == 1:
        return Part.REST
    words = plain(heading.text).casefold()
    return next((part for part, pattern in _HEADINGS if re.search(pattern, words)), None)


def _paragraphs(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """(first line, text): a blank line, a heading and a list entry each begin a new one."""
    start, held = 0, list[str]()
    for number, line in lines:
        begins = not line.strip() or line.startswith("#") or _BULLET.match(line)
        if begins and held:
            yield start, "\n".join(held)
            held = []
        if line.strip():
            start = start if held else number
            held.append(line)
    if held:
        yield start, "\n".join(held)
