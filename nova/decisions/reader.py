"""Reads decision records: MADR 4 and Nygard, tolerantly for what informs, strictly for what binds.

A record that carries keys or constraints which machines act on and cannot be read is a RecordProblem: it holds back
what it may govern (ARCHITECTURE, "what must always hold", 12). Any other record is context and is never a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from nova.decisions import status as words
from nova.decisions.block import (
    INFO,
    BlockReading,
    is_glob,
    is_rules_block,
    is_symbol,
    nearly_rules_block,
    read_block,
    read_date,
    symbol_paths,
)
from nova.decisions.dates import find_date
from nova.decisions.document import Document, plain, take_apart
from nova.decisions.fields import fields_of, texts_of
from nova.decisions.kinds import Kind, carries, identity_of, kind_of
from nova.decisions.relations import NOTHING, relations_of
from nova.decisions.supersession import retire
from nova.decisions.titles import sentence_of, title_of
from nova.decisions.vocabulary import DATE_NAMES
from nova.domain.decision import Decision, DecisionBook, RecordProblem, Status
from nova.domain.snapshot import Snapshot
from nova.yamltext import Keys, texts

FOLDERS = ("decisions", "docs/adr", "docs/decisions", "doc/adr")
POINTER = ".adr-dir"
"""A file at the top that names the folder, as adr-tools writes it."""

LARGEST = 1024 * 1024
ENDINGS = (".md", ".markdown", ".mdx")

_LISTS = ("supersedes", "amends", "applies-to", "symbols")


def read_book(source: Snapshot | Mapping[str, bytes], folder: str | None = None,
              drafts: Iterable[Decision] = ()) -> DecisionBook:
    """All records of one commit. `folder` is the project's setting; None: found by convention.

    `drafts` are those of Nova's store (`read_drafts`): they suppress at once and bind nothing else.
    """
    files = source.files if isinstance(source, Snapshot) else source
    found = folder.strip("/") if folder else find_folder(source)
    decisions: list[Decision] = []
    problems = _missing(found, folder, files) + _left_out(source, found)
    for path in records_in(files, found):
        record = read_record(path, source.read(path) if isinstance(source, Snapshot) else source[path])
        if isinstance(record, Decision):
            decisions.append(record)
        elif record is not None:
            problems.append(record)
    return DecisionBook(folder=found, decisions=retire(decisions), problems=tuple(problems),
                        drafts=tuple(drafts))


def read_drafts(texts_by_slug: Mapping[str, str]) -> tuple[Decision, ...]:
    """The drafts of Nova's store; one that cannot be read suppresses nothing. Their slug is their id."""
    found = {slug: read_record(f"{slug}.md", text.encode("utf-8", "replace")) for slug, text in texts_by_slug.items()}
    return tuple(replace(record, id=slug, path="", draft=True)
                 for slug, record in found.items() if isinstance(record, Decision))


def find_folder(source: Snapshot | Mapping[str, bytes]) -> str | None:
    """The folder of records by convention: what `.adr-dir` names, else the first of FOLDERS that holds Markdown."""
    files = source.files if isinstance(source, Snapshot) else source
    if POINTER in files:
        content = source.read(POINTER) if isinstance(source, Snapshot) else source[POINTER]
        named = content[:1000].decode("utf-8", "replace").strip().removeprefix("./").strip("/")
        if named and is_glob(named) and any(records_in(files, named)):
            return named
    return next((folder for folder in FOLDERS if any(records_in(files, folder))), None)


def records_in(files: Iterable[str], folder: str | None) -> list[str]:
    """The Markdown files of the folder and below, by path."""
    if folder is None:
        return []
    return sorted(path for path in files if path.startswith(f"{folder}/") and path.lower().endswith(ENDINGS))


def read_record(path: str, content: bytes) -> Decision | RecordProblem | None:
    """Read one file. None: it is an index, a template or something else, not a record. Never raises."""
    return read_document(path, take_apart(content[:LARGEST]), len(content))


def read_document(path: str, document: Document, size: int) -> Decision | RecordProblem | None:
    """Read one file of `size` bytes that was taken apart already."""
    if kind_of(path, document) is not Kind.ADR:
        return None
    strict = carries(document)
    readings = [read_block(block.text, block.line, block.closed)
                for block in document.blocks if is_rules_block(block.info)]
    raw = words.raw_status(document)
    problem = _first_problem(document, readings, raw, size) if strict else _too_large(size)
    if problem is not None:
        line, what = problem
        holds = _holds_back(document, readings) if strict and _may_bind(raw) else ()
        return RecordProblem(path=path, line=line, what=what, holds_back=holds)
    return _decision(path, document, readings, raw)


def _first_problem(document: Document, readings: list[BlockReading], raw: tuple[str, ...],
                   size: int) -> tuple[int | None, str] | None:
    """(line, what) of the first thing that keeps the record from being relied on."""
    too_large = _too_large(size)
    if too_large:
        return too_large
    if document.front_error is not None:
        return document.front_error.line, document.front_error.what
    found = _front_problem(document.front) or _status_problem(document, raw)
    if found:
        return found
    for block in document.blocks:
        near = nearly_rules_block(block.info)
        if near and not is_rules_block(block.info):
            return block.line - 1, f'a block "{near}" is not read; did you mean "{INFO}"?'
    return next((problem for reading in readings for problem in reading.problems), None)


def _too_large(size: int) -> tuple[int | None, str] | None:
    return (None, f"larger than {LARGEST // 1024} KB") if size > LARGEST else None


def _front_problem(front: Keys | None) -> tuple[int, str] | None:
    if front is None:
        return None
    for key in _LISTS:
        found = texts(front.values.get(key))
        if found is None:
            return front.where[key], f'"{key}" is to be a list of texts'
        fits = {"applies-to": is_glob, "symbols": is_symbol}.get(key)
        for text in found:
            if fits and not fits(text):
                wanted = "paths inside the project" if key == "applies-to" else "symbols such as pkg.mod:name"
                return front.where[key], f'"{key}" is to be a list of {wanted}; "{plain(text)[:60]}" is none'
    until = texts(front.values.get("review-by"))
    if until is None or (until and read_date(until[0]) is None):
        return front.where["review-by"], '"review-by" is to be a date such as 2027-05-01'
    for key in front.values:
        near = get_close_matches(key.replace("_", "-").casefold(), [*_LISTS, "review-by"], n=1, cutoff=0.8)
        if near and key not in (*_LISTS, "review-by"):
            return front.where[key], f'unknown key "{plain(key)[:60]}"; did you mean "{near[0]}"?'
    return None


def _status_problem(document: Document, raw: tuple[str, ...]) -> tuple[int | None, str] | None:
    if words.normal_status(raw) is not Status.OTHER or not words.meant_accepted(raw):
        return None
    line = document.front.where.get("status") if document.front else None
    return line, f'unknown status "{plain(raw[0])[:60]}"; did you mean "accepted"?'


def _may_bind(raw: tuple[str, ...]) -> bool:
    """Whether a record of this status could bind. One that says it is not accepted holds nothing back."""
    return words.normal_status(raw) in (Status.ACCEPTED, Status.NONE, Status.OTHER)


def _holds_back(document: Document, readings: list[BlockReading]) -> tuple[str, ...]:
    """Globs over the paths that the record may govern: what its applies-to says, else what its constraints say."""
    front = document.front.values if document.front else {}
    applies = texts(front.get("applies-to"))
    if applies and all(map(is_glob, applies)):
        return applies
    symbols = texts(front.get("symbols"))
    scopes = [scope for reading in readings for scope in reading.scopes]
    if "applies-to" in front or not scopes or not all(scopes):
        whole = document.front is None or "applies-to" in front or bool(scopes) or not symbols
        return ("**",) if whole or not all(map(is_symbol, symbols or ())) else _paths_of(symbols or ())
    return tuple(dict.fromkeys(pattern for scope in scopes for pattern in scope))


def _paths_of(symbols: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern for symbol in symbols for pattern in symbol_paths(symbol)))


def _decision(path: str, document: Document, readings: list[BlockReading], raw: tuple[str, ...]) -> Decision:
    front = document.front.values if document.front else {}
    named = texts(front.get("id"))
    reviewed, origin = texts(front.get("review-by")), texts(front.get("origin"))

    def listed(key: str) -> tuple[str, ...]:
        return tuple(plain(text) for text in texts(front.get(key)) or () if plain(text).casefold() not in NOTHING)

    identity = identity_of(path)
    relations = relations_of(document, raw, identity)
    status = words.normal_status(raw)
    if status is Status.NONE and relations.superseded_by:
        status = Status.SUPERSEDED
    return Decision(
        id=(plain(named[0]) if named else "") or identity,
        path=path, title=title_of(path, document), sentence=sentence_of(document),
        status=status, status_raw=plain(raw[0]) if raw else "", date=_date_of(document),
        supersedes=listed("supersedes") or relations.supersedes, superseded_by=relations.superseded_by,
        amends=listed("amends") or relations.amends, applies_to=texts(front.get("applies-to")) or (),
        symbols=texts(front.get("symbols")) or (),
        review_by=read_date(reviewed[0]) if reviewed else None, origin=plain(origin[0]) if origin else None,
        constraints=tuple(constraint for reading in readings for constraint in reading.constraints))


def _date_of(document: Document) -> date | None:
    found = (find_date(plain(text)) for text in texts_of(fields_of(document), DATE_NAMES))
    return next((day for day in found if day), None)


def _missing(found: str | None, folder: str | None, files: Iterable[str]) -> list[RecordProblem]:
    if found is None or not folder or any(path.startswith(f"{found}/") for path in files):
        return []
    return [RecordProblem(path=found, line=None, what="the folder set for decisions is not in this commit")]


def _left_out(source: Snapshot | Mapping[str, bytes], folder: str | None) -> list[RecordProblem]:
    """Records that the snapshot does not hold: symbolic links, names that cannot be written."""
    if not isinstance(source, Snapshot):
        return []
    paths = records_in([unread.path for unread in source.unread], folder)
    reasons = {unread.path: unread.why for unread in source.unread}
    return [RecordProblem(path=path, line=None, what=reasons[path]) for path in paths
            if kind_of(path, take_apart(b"# Record\n## Decision\n")) is Kind.ADR]
