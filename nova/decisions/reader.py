"""Reads decision records: MADR 4 and Nygard, tolerantly for what informs, strictly for what binds.

A record that carries keys or constraints which machines act on and cannot be read is a RecordProblem: it holds back
what it may govern (ARCHITECTURE, "what must always hold", 12). Any other record is context and is never a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import PurePosixPath

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
from nova.decisions.document import Document, plain, take_apart
from nova.decisions.supersession import retire
from nova.domain.decision import Decision, DecisionBook, RecordProblem, Status
from nova.domain.snapshot import Snapshot
from nova.yamltext import Keys, texts

FOLDERS = ("decisions", "docs/adr", "docs/decisions", "doc/adr")
POINTER = ".adr-dir"
"""A file at the top that names the folder, as adr-tools writes it."""

LARGEST = 1024 * 1024
ENDINGS = (".md", ".markdown", ".mdx")

_ACTED_ON = ("applies-to", "symbols", "review-by", "origin")
"""Front matter keys of Nova's own: a record that has one of them is read strictly."""
_LISTS = ("supersedes", "amends", "applies-to", "symbols")
_TITLE_NUMBER = re.compile(r"^(?:M?ADR|RFC)[-_ #]?\d+\s*[.:)\u2013\u2014-]*\s+(?=\S)"
                           r"|^\d[\d.]*\s*[.:)\u2013\u2014-]+\s+(?=\S)|^0\d+\s+(?=\S)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zß-ÿ])")
_LONGEST_SENTENCE = 200
_OUTCOME = ("decision outcome", "decision", "decisions", "outcome", "décision", "beslutning", "vedtak")
_SECTIONS = (*_OUTCOME, "context", "context and problem statement", "consequences", "considered options", "status",
             "alternatives", "contexte", "kontekst")
_TEMPLATE_WORDS = frozenset({"template", "adr", "madr", "decision", "decisions", "record", "records", "architecture",
                             "architectural", "short", "long", "bare", "minimal", "full", "simple", "nygard", "the",
                             "my", "for", "en", "fr"})


class Kind(StrEnum):
    """What a Markdown file in the folder of records is."""

    ADR = "adr"
    TEMPLATE = "template"
    INDEX = "index"
    OTHER = "other"


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
    document = take_apart(content[:LARGEST])
    if kind_of(path, document) is not Kind.ADR:
        return None
    strict = _carries(document)
    readings = [read_block(block.text, block.line, block.closed)
                for block in document.blocks if is_rules_block(block.info)]
    raw = words.raw_status(document)
    problem = _first_problem(document, readings, raw, len(content)) if strict else _too_large(len(content))
    if problem is not None:
        line, what = problem
        holds = _holds_back(document, readings) if strict and _may_bind(raw) else ()
        return RecordProblem(path=path, line=line, what=what, holds_back=holds)
    return _decision(path, document, readings, raw)


def kind_of(path: str, document: Document) -> Kind:
    """Whether a Markdown file is a record. A file that carries constraints is one, unless its name says otherwise."""
    stem = PurePosixPath(path).stem.casefold()
    if stem in ("readme", "index", "_index", "summary", "toc", "contributing", "changelog"):
        return Kind.INDEX
    name_words = {word for word in re.split(r"[\W_\d]+", stem) if word}
    if stem.startswith("_") or ("template" in name_words and name_words <= _TEMPLATE_WORDS):
        return Kind.TEMPLATE
    if _carries(document):
        return Kind.ADR
    if re.match(r"^\s*[\[{<]", _raw_title(document)) or _is_choice(words.raw_status(document)):
        return Kind.TEMPLATE
    return Kind.ADR if _looks_like_record(stem, document) else Kind.OTHER


def title_of(path: str, document: Document) -> str:
    """The title without markup and number; the words of the file's name when there is none."""
    title = plain(_raw_title(document))
    bare = _TITLE_NUMBER.sub("", title)
    return bare or title or plain(PurePosixPath(path).stem.replace("-", " ").replace("_", " "))


def sentence_of(document: Document) -> str:
    """The first sentence of the outcome as one plain line, at most 200 characters; empty when there is no outcome."""
    paragraph: list[str] = []
    for line in document.section(*_OUTCOME):
        if line.strip():
            paragraph.append(line.strip())
        elif paragraph:
            break
    text = plain(" ".join(paragraph)).lstrip("-*+> ")
    sentence = _SENTENCE_END.split(text, maxsplit=1)[0]
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return sentence[:_LONGEST_SENTENCE - 3].rsplit(" ", 1)[0] + "..."


def _raw_title(document: Document) -> str:
    for heading in document.headings:
        if heading.level == 1 and heading.text:
            return heading.text
    front = document.front.values if document.front else {}
    titled = texts(front.get("title"))
    if titled:
        return titled[0]
    broken = re.search(r"^title:\s*(.+)$", document.front_text, re.MULTILINE) if document.front is None else None
    return broken[1].strip("\"' ") if broken else ""


def _is_choice(raw: tuple[str, ...]) -> bool:
    """Whether the status is still the template's list of choices."""
    return bool(raw) and raw[0].count("|") >= 2


def _looks_like_record(stem: str, document: Document) -> bool:
    headings = {plain(heading.text).casefold().rstrip(":") for heading in document.headings}
    return bool(re.search(r"\d", stem) or words.raw_status(document) or headings & set(_SECTIONS))


def _carries(document: Document) -> bool:
    """Whether the record has constraints or keys that machines act on, readable or not."""
    if any(is_rules_block(block.info) or nearly_rules_block(block.info) for block in document.blocks):
        return True
    if document.front is not None:
        return any(key in document.front.values for key in _ACTED_ON)
    pattern = rf"^\s*[\"']?(?:{'|'.join(_ACTED_ON)})[\"']?\s*:"
    return re.search(pattern, document.front_text, re.MULTILINE) is not None


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
        return tuple(plain(text) for text in texts(front.get(key)) or ())

    return Decision(
        id=(plain(named[0]) if named else "") or PurePosixPath(path).stem,
        path=path, title=title_of(path, document), sentence=sentence_of(document),
        status=words.normal_status(raw), status_raw=plain(raw[0]) if raw else "", date=_date_of(document),
        supersedes=listed("supersedes") or words.supersedes(raw), superseded_by=words.superseded_by(raw),
        amends=listed("amends"), applies_to=texts(front.get("applies-to")) or (),
        symbols=texts(front.get("symbols")) or (),
        review_by=read_date(reviewed[0]) if reviewed else None, origin=plain(origin[0]) if origin else None,
        constraints=tuple(constraint for reading in readings for constraint in reading.constraints))


def _date_of(document: Document) -> date | None:
    front = document.front.values if document.front else {}
    given = texts(front.get("date"))
    if given:
        return read_date(given[0][:10])
    for line in document.preamble():
        match = re.match(r"^\W*date\W+(\d{4}-\d{2}-\d{2})\b", line, re.IGNORECASE)
        if match:
            return read_date(match[1])
    return None


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
