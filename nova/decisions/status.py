"""The status of a record, out of the words that people use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from nova.decisions.document import Document, plain
from nova.decisions.fields import cells, fields_in, fields_of, texts_of
from nova.decisions.relations import is_superseded
from nova.decisions.vocabulary import LINK_NAMES, STATUS_NAMES, STATUS_WORDS
from nova.domain.decision import Status

_WEAK = frozenset({"new", "open", "current", "final", "valid", "live", "review", "done", "idea", "removed", "closed",
                   "complete", "completed", "concept", "active", "accept", "reject", "implemented", "todo", "replaced",
                   "effective", "invalid", "dropped", "historical", "denied", "decided", "resolved", "interpretation"})
"""Words that begin other sentences too: they count when nothing follows but a sign."""
_STRUCK = re.compile(r"~~[^~]{0,300}~~|\{/\*.{0,500}?\*/\}")
_TICK = re.compile(r"\[([ xX\u2713\u2714]?)\](?!\()\s*([^\[\]|]{1,200})"
                   r"|([\u2611\u2705\u2714\U0001f5f9\u2610\u2b1c\u25fb])"
                   r"\s*([^\u2611\u2705\u2714\U0001f5f9\u2610\u2b1c\u25fb|]{1,200})")
_TICKED = "xX\u2713\u2714\u2611\u2705\U0001f5f9"
_BADGE = re.compile(r"/badge/(?:adr[-_])?status-([A-Za-z_%0-9]{1,60})", re.IGNORECASE)
_DATED = re.compile(r"^[\W_]*(\d{4}-\d{2}-\d{2})[\W_]*")
_LEADING = re.compile(r"^(?:[\W_]+|\d{4}-\d{2}-\d{2}\W*|\d{1,2}[./]\d{1,2}[./]\d{2,4}\W*)+")
_SAID = re.compile(r"(?<!not )(?<!will )(?<!be )\b(?:is|was|been|now|currently|est|été|ist|wurde|foi|es|er|är)\s+"
                   r"([^\W\d_]+)")
_ARROW = re.compile("->|=>|\u2192|\u21d2|\u27a1")
_MOST = 30
_MOST_SECTIONS = 5
_FAR_EAST = "\u2e80"


@lru_cache(maxsize=4)
def raw_status(document: Document) -> tuple[str, ...]:
    """The lines that give the status, in their own words; empty when the record gives none.

    Of the places that give one, the first whose words are known; else the first.
    """
    first: tuple[str, ...] = ()
    for found in _places(document):
        lines = _chosen([line.strip() for line in found if plain(line)][:_MOST])
        if any(map(_canonical, lines)):
            return lines
        first = first or lines
    return first


def normal_status(raw: tuple[str, ...]) -> Status:
    """What the words mean. A record that says it was superseded was, whatever stood there before."""
    if not raw or is_choice(raw):
        return Status.NONE
    known = [_canonical(line) for line in raw]
    if known[0] is Status.SUPERSEDED or any(map(is_superseded, raw)):
        return Status.SUPERSEDED
    if any(status is Status.SUPERSEDED and len(plain(line).split()) == 1
           for status, line in zip(known, raw, strict=True)):
        return Status.SUPERSEDED
    return next((status for status in known if status is not None), Status.OTHER)


def is_choice(raw: tuple[str, ...]) -> bool:
    """Whether the status is still a template's list of choices."""
    parts = [part for line in raw[:1] for part in re.split(r"[|/,]|\bor\b", plain(line)) if part.strip()]
    known = {_canonical(part) for part in parts} - {None}
    return len(known) >= 3 or (bool(raw) and raw[0].count("|") >= 2)


def meant_accepted(raw: tuple[str, ...]) -> bool:
    """Whether the words are `accepted` with a slip of the pen."""
    words = re.findall(r"\w+", raw[0].casefold()) if raw else []
    return bool(words) and bool(get_close_matches(words[0], ["accepted"], n=1, cutoff=0.8))


def _canonical(line: str) -> Status | None:
    words = plain(_STRUCK.sub("", line[:500])).casefold()
    for part in reversed(_ARROW.split(words)):
        found = _beginning(part) or _said(part)
        if found:
            return found
    return None


def _beginning(words: str) -> Status | None:
    """The status that the words begin with, the longest phrase first."""
    words = _LEADING.sub("", words, count=1)
    name, colon, rest = words.partition(":")
    if colon and name.strip() in STATUS_NAMES:
        words = _LEADING.sub("", rest, count=1)
    start = re.match(r"[^\W\d_]+(?:[ '\u2019-][^\W\d_]+){0,4}", words)
    if start is None:
        return None
    phrase = start[0].replace("\u2019", "'")
    while phrase:
        if phrase in STATUS_WORDS and not (phrase in _WEAK and re.match(r"\s+[^\W\d_]", words[len(phrase):])
                                           and not is_superseded(words)):
            return STATUS_WORDS[phrase]
        cut = max(phrase.rfind(sign) for sign in " '-")
        phrase = phrase[:cut] if cut > 0 else ""
    if words[0] >= _FAR_EAST:
        return next((STATUS_WORDS[words[:size]] for size in range(8, 1, -1) if words[:size] in STATUS_WORDS), None)
    return None


def _said(words: str) -> Status | None:
    """`This decision was accepted`."""
    found = (STATUS_WORDS.get(match[1]) for match in _SAID.finditer(words[:160]) if match[1] not in _WEAK)
    return next((status for status in found if status), None)


def _chosen(lines: list[str]) -> tuple[str, ...]:
    """Of boxes those that are ticked; of a history its last entry first."""
    boxes = [box for line in lines for box in _TICK.findall(line)]
    if len(boxes) > 1 or any(mark.strip() for mark, *_ in boxes):
        return tuple((text or other).strip() for mark, text, sign, other in boxes if (mark or sign).strip()
                     and (mark or sign) in _TICKED)
    dated = [(match[1], line) for line in lines if (match := _DATED.match(line)) and _canonical(line)]
    if len(dated) > 1 and dated[0][1] == lines[0]:
        last = max(dated, key=lambda one: one[0])[1]
        return (last, *(line for line in lines if line != last))
    return tuple(lines)


def _places(document: Document) -> Iterator[Iterable[str]]:
    for value in texts_of(fields_of(document), STATUS_NAMES):
        yield [value]
    yield from _sections(document)
    for heading in [heading for heading in document.headings if heading.name in LINK_NAMES][:_MOST_SECTIONS]:
        yield texts_of(fields_in(document.section(heading.name)), STATUS_NAMES)[:1]
    yield _BADGE.findall("\n".join(document.preamble()[:_MOST]))[:1]
    ends = [line for _, line in (*document.lines[:_MOST * 2], *document.lines[-_MOST:])]
    lines = [line for line in ends if any(name in line[:40].casefold() for name in ("status", "statut"))]
    yield [value for value in texts_of(fields_in(lines), STATUS_NAMES) if _canonical(value)][:1]


def _sections(document: Document) -> Iterator[list[str]]:
    for heading in [heading for heading in document.headings if _about_status(heading.name)][:_MOST_SECTIONS]:
        if heading.name in STATUS_NAMES:
            rest = heading.text.replace("\uff1a", ":").partition(":")[2]
            yield [rest] if rest.strip() else [_cell(line) for line in document.section(heading.name)]
        elif (found := re.match(r"^\W*(\w+)\s+[-\u2013\u2014(]\s*(.+)$", plain(heading.text))) and (
                found[1].casefold() in STATUS_NAMES):
            yield [found[2]]


def _about_status(name: str) -> bool:
    return name in STATUS_NAMES or name.split(" ", 1)[0] in STATUS_NAMES


def _cell(line: str) -> str:
    """A row of a table is told by the first of its cells that is a status."""
    if not line.lstrip().startswith("|"):
        return line
    row = cells(line)
    return next((cell for cell in row if _canonical(cell)), "")
