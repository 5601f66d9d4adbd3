"""Where running text clearly names a piece of code, and where it speaks of its history instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HISTORY_WORDS = re.compile(
    r"\b(renam\w+|former\w*|previous\w*|deprecat\w+|alias\w*|old\s+name|used\s+to|legacy|backwards?|compat\w*|historic\w*|"
    r"versionadded|versionchanged|removed|since|before\s+v?\d|was\s+called|in\s+favou?r|instead|migrat\w+|replac\w+)\b",
    re.IGNORECASE)
_HISTORY_FILES = re.compile(
    r"(change|changes|changelog|history|news|release|releases|whatsnew|migrat|upgrad|deprecat|announce|blog|authors|"
    r"newsfragments|roadmap|decisions|adr)", re.IGNORECASE)
ADDRESS = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+\.\w+|<[^<>\s]+>(?=`_)")
_NO_FILE = r"(?!\.(py|pyi|md|rst|txt|html|json|toml|ya?ml)\b)"
_DISTINCT = re.compile(r"[A-Za-z0-9]_[A-Za-z0-9]|[a-z0-9][A-Z]|[A-Z]{2,}[a-z]")


def is_distinct(name: str) -> bool:
    """Does the spelling alone show that it is code: an inner underscore or capital, never an English word?"""
    return bool(_DISTINCT.search(name))


def tells_history(path: str) -> bool:
    """Is the file a record of what was: a changelog, release notes, a migration guide, decisions?"""
    return any(_HISTORY_FILES.match(re.sub(r"^[\d._-]+", "", part)) or "changelog" in part.lower()
               for part in path.split("/"))


def mentions(text: str, old: str, new: str) -> Iterator[tuple[int, int]]:
    """Spans of the text where the word `old` names the code and may become `new`.

    Left alone: addresses, file names, longer names it is part of, and paragraphs that speak of the change itself.
    """
    addresses = [found.span() for found in ADDRESS.finditer(text)]
    for found in re.finditer(rf"(?<![\w/\\-]){re.escape(old)}(?![\w/\\-]){_NO_FILE}", text):
        start, end = found.span()
        if any(first <= start < last for first, last in addresses):
            continue
        if not _speaks_of_change(_paragraph(text, start), new) and _names_code(text, start, old):
            yield start, end


def _names_code(text: str, start: int, old: str) -> bool:
    if is_distinct(old):
        return True
    line = text[text.rfind("\n", 0, start) + 1:]
    line = line[:line.find("\n")] if "\n" in line else line
    at = start - (text.rfind("\n", 0, start) + 1)
    return any(first <= at < last for first, last in (f.span() for f in re.finditer(
        rf"`+[\w.~]*\b{re.escape(old)}\b[\w.()]*`+", line)))


def _paragraph(text: str, at: int) -> str:
    """The lines around the position up to blank ones; at most three either way."""
    before = text[:at].split("\n")[-4:]
    after = text[at:].split("\n")[:4]
    for n in range(len(before) - 2, -1, -1):
        if not before[n].strip(" #*"):
            before = before[n + 1:]
            break
    for n in range(1, len(after)):
        if not after[n].strip(" #*"):
            after = after[:n]
            break
    return "\n".join(before) + "\n".join(after)


def _speaks_of_change(paragraph: str, new: str) -> bool:
    return bool(_HISTORY_WORDS.search(paragraph) or re.search(rf"(?<!\w){re.escape(new)}(?!\w)", paragraph))
