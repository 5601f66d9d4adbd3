"""The status of a record, out of the words that people use, and the relations that are written beside it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import PurePosixPath

from nova.decisions.document import Document, plain
from nova.domain.decision import Status
from nova.yamltext import texts

_WORDS: dict[str, Status] = {
    "proposed": Status.PROPOSED, "proposal": Status.PROPOSED, "draft": Status.PROPOSED, "pending": Status.PROPOSED,
    "on hold": Status.PROPOSED, "in review": Status.PROPOSED, "under review": Status.PROPOSED, "rfc": Status.PROPOSED,
    "in discussion": Status.PROPOSED, "wip": Status.PROPOSED, "open": Status.PROPOSED,
    "accepted": Status.ACCEPTED, "approved": Status.ACCEPTED, "adopted": Status.ACCEPTED, "agreed": Status.ACCEPTED,
    "decided": Status.ACCEPTED, "active": Status.ACCEPTED, "implemented": Status.ACCEPTED, "done": Status.ACCEPTED,
    "refusé": Status.REJECTED, "refusée": Status.REJECTED,
    "rejected": Status.REJECTED, "declined": Status.REJECTED, "withdrawn": Status.REJECTED,
    "deprecated": Status.DEPRECATED, "obsolete": Status.DEPRECATED, "retired": Status.DEPRECATED,
    "superseded": Status.SUPERSEDED, "superceded": Status.SUPERSEDED, "replaced": Status.SUPERSEDED,
    "approuvée": Status.ACCEPTED, "approuvé": Status.ACCEPTED, "acceptée": Status.ACCEPTED, "accepté": Status.ACCEPTED,
    "rejetée": Status.REJECTED, "rejeté": Status.REJECTED, "en discussion": Status.PROPOSED,
    "proposition": Status.PROPOSED, "proposée": Status.PROPOSED, "remplacée": Status.SUPERSEDED,
    "godkjent": Status.ACCEPTED, "vedtatt": Status.ACCEPTED, "foreslått": Status.PROPOSED, "avvist": Status.REJECTED,
}
_LINE = re.compile(r"^\W{0,8}(?:status|statut|estado)(?:\*\*|__)?\s?:\s?(?:\*\*|__)?\s*(.*)$", re.IGNORECASE)
_BY = re.compile(r"\b(?:superseded|superceded|replaced)\b\W{0,3}(?:by|with)?\b(.*)", re.IGNORECASE)
_FORWARD = re.compile(r"^\W*(?:supersedes|supercedes|replaces)\s*:?\s*(.*)", re.IGNORECASE)
_TARGET = re.compile(r"\]\(([^()\s]+)\)")
_NUMBERED = re.compile(r"(?:ADR|MADR)[-_ #]?\d+|\d{8}-[\w-]+|\d+[\w-]*", re.IGNORECASE)


def raw_status(document: Document) -> tuple[str, ...]:
    """The lines that give the status, in their own words; empty when the record gives none."""
    for found in (_from_front(document), _from_section(document), _from_lines(document)):
        if any(plain(line) for line in found):
            return tuple(line.strip() for line in found if plain(line))
    return ()


def normal_status(raw: tuple[str, ...]) -> Status:
    """What the words mean. A record that says it was superseded was, whatever stood there before."""
    if not raw:
        return Status.NONE
    if any(_canonical(line) is Status.SUPERSEDED for line in raw):
        return Status.SUPERSEDED
    return _canonical(raw[0]) or Status.OTHER


def meant_accepted(raw: tuple[str, ...]) -> bool:
    """Whether the words are `accepted` with a slip of the pen."""
    words = re.findall(r"\w+", raw[0].casefold()) if raw else []
    return bool(words) and bool(get_close_matches(words[0], ["accepted"], n=1, cutoff=0.8))


def superseded_by(raw: tuple[str, ...]) -> tuple[str, ...]:
    """The records that the status names as successors."""
    return tuple(ref for line in raw if (found := _BY.search(line)) for ref in references(found[1]))


def supersedes(raw: tuple[str, ...]) -> tuple[str, ...]:
    """The records that lines beside the status name as superseded by this one."""
    return tuple(ref for line in raw if (found := _FORWARD.match(line)) for ref in references(found[1]))


def references(text: str) -> tuple[str, ...]:
    """The records named in a piece of text: the stems that links lead to, else what looks like an id."""
    linked = [PurePosixPath(target.split("#")[0]).stem for target in _TARGET.findall(text) if ".md" in target]
    return tuple(linked or _NUMBERED.findall(plain(text)))


def _canonical(line: str) -> Status | None:
    words = plain(line).casefold().strip(" .:;!*_-[]()")
    if words in _WORDS:
        return _WORDS[words]
    start = re.match(r"[^\W\d_]+(?: [^\W\d_]+)?", words)
    if start is None:
        return None
    return _WORDS.get(start[0]) or _WORDS.get(start[0].split()[0])


def _from_front(document: Document) -> list[str]:
    if document.front is None:
        return []
    return list(texts(document.front.values.get("status")) or texts(document.front.values.get("Status")) or ())


def _from_section(document: Document) -> list[str]:
    return document.section("status", "statut", "estado")


def _from_lines(document: Document) -> list[str]:
    broken = document.front_text.split("\n") if document.front is None else []
    for line in [*broken, *document.preamble()]:
        match = _LINE.match(line)
        if match:
            return [match[1].strip("\"' ")]
    return []
