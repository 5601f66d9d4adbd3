"""A day, out of the ways in which people write one. What could be two days is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.\u5e74\ub144 ]{1,2}(\d{1,2})[-/.\u6708\uc6d4 ]{1,2}(\d{1,2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?"
                    r"([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
                    r"|([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_MONTHS = (("jan", "gen", "ene"), ("feb", "fev"), ("mar", "mrt"), ("apr", "avr", "abr"),
           ("may", "mai", "mag", "mei", "maj"), ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aou", "ago"),
           ("sep", "set"), ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "des", "dic"))


def find_date(text: str) -> date | None:
    """The first day that the text names; None: it names none, or one that may be read in two ways."""
    text = text[:200]
    if found := _YEAR_FIRST.search(text):
        return _day(found[1], found[2], found[3])
    if found := _NAMED.search(text):
        month = _month(found[2] or found[4])
        return _day(found[3] or found[6], month, found[1] or found[5])
    if found := _YEAR_LAST.search(text):
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or first > 12 or first == second:
            return _day(found[4], second, first)
        return _day(found[4], first, second) if second > 12 else None
    return None


def _month(name: str) -> int:
    """Its number, from the first letters of its name in one of the languages of Europe; 0: it is no month's."""
    flat = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    lengths = (4, 3)
    return next((number for size in lengths for number, names in enumerate(_MONTHS, start=1)
                 if flat[:size] in names), 0)


def _day(year: str, month: int | str, day: int | str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
