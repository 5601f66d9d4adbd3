"""What a record is called, and the sentence of it that people are quoted."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from nova.decisions.document import SECTION_NAMES, Document, plain
from nova.decisions.fields import fields_of, texts_of
from nova.decisions.vocabulary import OUTCOME_NAMES, TITLE_NAMES

_MARK = (r"(?:M?ADR|L?ADR|RFC|TDR|PDR|DR|EDR|DDR|DEP|Decision(?:[ ]Record)?|"
         r"Architectur(?:e|al)[ ]Decision(?:[ ]Record)?)")
_SIGN = r"[.:)\]|\u2013\u2014\u2015-]"
_NUMBER = re.compile(
    rf"^\[?{_MARK}[-_ #\u2116:]*\d+(?:[-.]\d+)*\]?\s*{_SIGN}*\s+(?=\S)"
    rf"|^\[?#?\d[\d.]*\]?\s*{_SIGN}+\s+(?=\S)|^0\d+\s+(?=\S)|^\d{{4}}-\d\d-\d\d\s*{_SIGN}*\s+(?=\S)"
    rf"|^(?:ADRs?|Architectur(?:e|al)[ ]Decision[ ]Record|Decision[ ]Record)\s*[:\u2013\u2014-]\s+(?=\S)",
    re.IGNORECASE)
_PREFIX = re.compile(rf"^\[?([A-Z][A-Z0-9]*(?:[-_][A-Z]+)*[-_ #]?(\d+))\]?\s*{_SIGN}+\s+(?=\S)")
_ANCHOR = re.compile(r"\s*\{[#:.][^{}]{0,100}\}\s*$")
_NO_TITLE = re.compile(rf"^(?:{_MARK}?[-_ #]*\d*|architecture decision records?|adr|decision record|title|decision)"
                       rf"\s*{_SIGN}*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zß-ÿ])")
_LONGEST_SENTENCE = 200
_Y_STATEMENT = re.compile(r"^\W*(?:in the context of|in the face of|im kontext|dans le contexte)\b", re.IGNORECASE)


def title_of(path: str, document: Document) -> str:
    """The title without markup and number; the words of the file's name when there is none."""
    title = plain(_ANCHOR.sub("", raw_title(document)))
    bare = bare_title(path, title)
    return bare or title or _words_of(path)


def bare_title(path: str, title: str) -> str:
    """The title without its number, in whatever way the number is written."""
    found = _PREFIX.match(title)
    if found and any(int(found[2]) == int(number) for number in re.findall(r"\d{1,9}", PurePosixPath(path).stem)):
        return title[found.end():]
    return _NUMBER.sub("", title, count=1)


def raw_title(document: Document) -> str:
    """The title as it is written; empty when there is none."""
    heading = document.title.text if document.title else ""
    if heading and not _NO_TITLE.match(plain(heading)):
        return heading
    for field in texts_of(fields_of(document), TITLE_NAMES):
        if plain(field):
            return field
    for line in document.section(*TITLE_NAMES):
        if line.strip():
            return line
    return _next_heading(document) or heading or _loud_line(document)


def sentence_of(document: Document) -> str:
    """The first sentence of the outcome as one plain line, at most 200 characters; empty when there is no outcome."""
    text = _first_paragraph(document.section(*OUTCOME_NAMES)) or _y_statement(document)
    sentence = _SENTENCE_END.split(text, maxsplit=1)[0]
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return sentence[:_LONGEST_SENTENCE - 3].rsplit(" ", 1)[0] + "..."


def is_y_statement(document: Document) -> bool:
    """Whether the record is one long sentence that begins `In the context of`."""
    return bool(_y_statement(document))


def _y_statement(document: Document) -> str:
    for line, text in document.lines[:100]:
        if text and _Y_STATEMENT.match(text):
            return _first_paragraph([after for at, after in document.lines[:400] if at >= line])
    return ""


def _first_paragraph(lines: list[str]) -> str:
    paragraph: list[str] = []
    for line in lines:
        if line.strip():
            paragraph.append(line.strip())
        elif paragraph:
            break
    return plain(" ".join(paragraph)).lstrip("-*+> ")


def _next_heading(document: Document) -> str:
    """The heading right below a first one that only says what kind of document it is."""
    if document.title is None or len(document.headings) < 2:
        return ""
    following = document.headings[1]
    return "" if following.name in SECTION_NAMES else following.text


def _loud_line(document: Document) -> str:
    """A first line in bold, where people write no heading."""
    first = next((text.strip() for _, text in document.lines[:20] if text.strip()), "")
    found = re.fullmatch(r"\*\*([^*:]{3,150})\*\*", first)
    return found[1] if found else ""


def _words_of(path: str) -> str:
    """The file's name as words, without number and date."""
    stem = PurePosixPath(path).stem
    bare = re.sub(r"^(?:[A-Za-z]{1,6}[-_])?\d[\d_-]*[-_.](?=\D)", "", stem)
    return plain(bare.replace("-", " ").replace("_", " "))
