"""What a request is made of, as far as a lexical classifier can see: words, pairs of words, and pieces of words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

_LONGEST = 2000
"""Characters that are looked at: what follows a request's first lines is material, not a wish."""
_SHAPES = (
    # What is named differs from request to request; that something of its kind is named does not.
    (re.compile(r"\S*/\S+|\b[\w-]+\.(?:py|md|toml|ya?ml|txt|cfg)\b"), " a-path "),
    (re.compile(r"\badr[- ]?\d+\b|\b0\d{3}\b"), " a-record "),
    (re.compile(r"\bp\d+\b"), " a-proposal "),
)
_WORD = re.compile(r"[^\W_]+(?:[-'’_][^\W_]+)*")
_PIECES = (3, 4)


def features(text: str) -> Counter[str]:
    """How often each is in `text`. Words begin with `w `, pairs with `p `, pieces with `c `."""
    words = _words(text)
    pairs = (f"p {first} {second}" for first, second in pairwise(words))
    return Counter([*(f"w {word}" for word in words), *pairs, *_pieces(words)])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    for shape, name in _SHAPES:
        plain = shape.sub(name, plain)
    return [word.replace("’", "'") for word in _WORD.findall(plain)]


def _pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        edged = f"<{word}>"
        for size in _PIECES:
            yield from (f"c {edged[at:at + size]}" for at in range(len(edged) - size + 1))
