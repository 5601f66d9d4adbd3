"""Told apart: decision records, templates that nobody filled in, pages that list records, and everything else."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from nova.decisions import status as words
from nova.decisions.block import is_rules_block, nearly_rules_block
from nova.decisions.document import Document, plain
from nova.decisions.fields import fields_of
from nova.decisions.titles import bare_title, is_y_statement, raw_title
from nova.decisions.vocabulary import (
    DATE_NAMES,
    FOLDER_NAMES,
    INDEX_NAMES,
    OTHER_NAMES,
    OUTCOME_NAMES,
    STATUS_NAMES,
    TEMPLATE_MARKS,
    TEMPLATE_NAMES,
)
from nova.domain.decision import Status

ACTED_ON = ("applies-to", "symbols", "review-by", "origin")
"""Front matter keys of Nova's own: a record that has one of them is read strictly."""

_NUMBERED = re.compile(r"^(?:(?:m?adr|rfc|ladr|dr|tdr|decision)[-_. ]?|[a-z]{2,10}[-_])?\d{1,8}(?:[-_. ]|$)")
_INDEX = re.compile(r"^(?:readme|index)(?:[._-][a-z]{2}(?:[-_][a-z]{2})?)?$")
_PLACEHOLDER = re.compile(
    r"^(?:\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|\{\{.*)$"
    r"|^(?:your |the |adr |decision |short |record )?(?:title|name)"
    r"(?: here| of (?:the|this|your) (?:adr|decision|record))?$"
    r"|^[\[{<][^\[\]{}<>]{0,40}\b(?:title|titre|titel|tittel|título|titolo|tytuł|заголовок)\b"
    r"|^short (?:title|noun phrase)|^(?:adr |madr |decision record |architecture decision record )?template$|\btitle>",
    re.IGNORECASE)
_UNNUMBERED = re.compile(r"^\W*(?:(?:M?ADR|RFC)[-_ #]*[NX]+|[NX]{3,}|(?:ADR[-_ #]*)?(?:\?{2,}|\{[^{}]*\}|<[^<>]*>)|"
                         r"(?-i:NUMBER)|YYYY[-\w]*)(?![a-z])", re.IGNORECASE)
_LINK = re.compile(r"\]\(\s*<?(?!https?:)[^()\s]{1,300}\)")
_ENOUGH = 400
"""Characters of prose by which a record with a forgotten choice of statuses is told from a template."""


class Kind(StrEnum):
    """What a Markdown file in the folder of records is."""

    ADR = "adr"
    TEMPLATE = "template"
    INDEX = "index"
    OTHER = "other"


def kind_of(path: str, document: Document) -> Kind:
    """Whether a Markdown file is a record. A file that carries constraints is one, unless its name says otherwise."""
    place = PurePosixPath(path)
    stem = place.stem.casefold()
    if stem in INDEX_NAMES or _INDEX.match(stem):
        alone = _NUMBERED.match(place.parent.name.casefold()) and _sections(document) & set(OUTCOME_NAMES)
        return Kind.ADR if alone else Kind.INDEX
    if _is_templates_name(place):
        return Kind.TEMPLATE
    if carries(document):
        return Kind.ADR
    if _is_unfilled(path, document):
        return Kind.TEMPLATE
    if _lists_others(document):
        return Kind.INDEX
    return Kind.ADR if _looks_like_record(place, document) else Kind.OTHER


def identity_of(path: str) -> str:
    """The file's stem; the folder's name for a record that has a folder to itself."""
    place = PurePosixPath(path)
    stem = place.stem.casefold()
    alone = (stem in INDEX_NAMES or _INDEX.match(stem)) and _NUMBERED.match(place.parent.name.casefold())
    return place.parent.name if alone else place.stem


def carries(document: Document) -> bool:
    """Whether the record has constraints or keys that machines act on, readable or not."""
    if any(is_rules_block(block.info) or nearly_rules_block(block.info) for block in document.blocks):
        return True
    if document.front is not None:
        return any(key in document.front.values for key in ACTED_ON)
    pattern = rf"^\s*[\"']?(?:{'|'.join(ACTED_ON)})[\"']?\s*:"
    return re.search(pattern, document.front_text, re.MULTILINE) is not None


def _is_templates_name(place: PurePosixPath) -> bool:
    stem = place.stem.casefold()
    if stem.startswith("_") or re.match(r"^(?:adr[-_]?)?(?:n{3,}|x{3,}|y{4}m*d*)[-_]", stem):
        return True
    name_words = {word for word in re.split(r"[\W_\d]+", stem) if word}
    if name_words & TEMPLATE_MARKS and name_words <= TEMPLATE_NAMES | TEMPLATE_MARKS:
        return True
    return any(part.casefold() in TEMPLATE_MARKS for part in place.parts[:-1])


def _is_unfilled(path: str, document: Document) -> bool:
    """Whether the title is still a placeholder, or the status still a list of choices with little written below."""
    raw = raw_title(document)
    title = plain(raw)
    if raw and not re.match(r"^\s*\[[^\]]*\]\(", raw):
        bare = bare_title(path, title).strip(" *`")
        if _UNNUMBERED.match(title) or _PLACEHOLDER.search(bare) or _PLACEHOLDER.match(bare_title(path, raw).strip()):
            return True
    if not words.is_choice(words.raw_status(document)):
        return False
    numbered = _NUMBERED.match(PurePosixPath(path).stem.casefold())
    return not numbered or sum(len(text) for _, text in document.lines) < _ENOUGH


def _lists_others(document: Document) -> bool:
    """Whether most of the page is links to other files of the repository."""
    if _sections(document) & {*OUTCOME_NAMES, *STATUS_NAMES}:
        return False
    lines = [text for _, text in document.lines[:2000] if text.strip() and not text.startswith("#")]
    links = sum("](" in text and text.lstrip()[:1] in "-*+|1234567890" and _LINK.search(text) is not None
                for text in lines)
    return links >= 3 and links * 2 > len(lines)


def _sections(document: Document) -> set[str]:
    return {heading.name for heading in document.headings[:200]}


def _looks_like_record(place: PurePosixPath, document: Document) -> bool:
    """By name and by what it says: in a folder of records, or one that was named as such, either will do."""
    numbered = _NUMBERED.match(place.stem.casefold()) is not None
    at_home = len(place.parts) == 1 or any(part.casefold() in FOLDER_NAMES for part in place.parts[:-1])
    if numbered and at_home:
        return True
    sections = _sections(document)
    outcome, others = bool(sections & set(OUTCOME_NAMES)), bool(sections & OTHER_NAMES)
    status = words.normal_status(words.raw_status(document)) not in (Status.NONE, Status.OTHER)
    signs = sum((outcome, others, status, is_y_statement(document), bool(sections & STATUS_NAMES)))
    if numbered:
        return signs > 0 or any(field.key in DATE_NAMES for field in fields_of(document))
    return signs > (0 if at_home else 1)
