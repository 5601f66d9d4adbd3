"""What a change or a question is about: its words without those that every change and every question has."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 4000
"""Characters of a change or question that are looked at."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NAME = re.compile(r"\b(?=\w{3,80}\b)(?:_*[^\W_]+_\w*[^\W_]\w*|_+[^\W_]{2,}"
                  r"|[^\W\d_]*[a-z0-9][A-Z]\w*|[A-Z]{2,}[a-z]{2}\w*)\b")
"""A word that is code on sight: with an underscore, or a capital inside."""

EMPTY = frozenset(re.findall(r"\w+", """
    a about above after again all also am an and any are as at be because been before being below between both but by
    can could decide decided decision decisions did do does doing done down during each else few for from further get
    had has have having he her here him his how however i if in instead into is it its itself just like many may me
    might more most much must my need needs no nor not now of off on once only onto or other our out over own per
    please rather record records same say says shall she should since so some such than that the their them then there
    these they this those through to told too under until up upon us use used uses using very via was way we well were
    what when where whether which while who whom whose why will with within without would yet you your
"""))
"""Words that say nothing about the matter."""
EDITING = frozenset(re.findall(r"\w+", """
    add adjust allow always argument attribute avoid back boolean branch bump call caller change class clean clear code
    comment condition constant convert copy correct create dead default delete drop duplicate empty error every extra
    extract field file first fix flag format function give group helper hide identical import improve include increase
    inline introduce keep key last length less let line list local long loop lower make merge message method missing
    misspelled module move mutable name nest new next none number object old one parameter pass private prefer public
    put raise reduce redundant refactor remove rename reorder replace report return reuse rewrite run set shorten show
    similar simple simplify single small sort speed split start stop string swap test three turn two type typo unused
    unnecessary update upgrade useless value variable version wrap write
"""))
"""What the wording of any edit, or of any refactoring rule, may hold: little evidence of its matter."""


def expanded(text: str) -> str:
    """The text, and after it the parts of names written in camel case, so that `SignalX` is found by `signal` too."""
    return " ".join([text, *(_camel_parts(word) for word in re.findall(r"[^\W_]{3,80}", text))])


@lru_cache(maxsize=65536)
def _camel_parts(word: str) -> str:
    """Empty for a word that is not written in camel case."""
    return " ".join(_CAMEL.split(word)) if _CAMEL.search(word) else ""


def names_in(text: str) -> set[str]:
    """The names in a text that are code on sight: with an underscore or a capital inside."""
    return {word for word in set(re.findall(r"\b\w{3,80}\b", text)) if _is_name(word)}


@lru_cache(maxsize=65536)
def _is_name(word: str) -> bool:
    return NAME.fullmatch(word) is not None


def parts_of(name: str) -> list[str]:
    """`_open_HttpDoor` -> `open`, `Http`, `Door`."""
    return [part for word in name.split("_") for part in _CAMEL.split(word) if part]
