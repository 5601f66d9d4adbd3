"""No character is added that a person cannot see, or that turns the direction of what is around it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks._text import decoded
from reviewer.proof.suite import plain
from reviewer.tree import Tree

_CATEGORIES = frozenset({"Cf", "Cc", "Zl", "Zp", "Cs", "Co"})
_WHITESPACE = frozenset("\t\n\r\f")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
                   + "".join(map(chr, range(0xFE00, 0xFE10))))
"""Letters and marks that show nothing, variation selectors among them."""
_MORE_SELECTORS = range(0xE0100, 0xE01F0)


class Invisible:
    """Zero-width, bidirectional and control characters, each counted with its neighbours over all changed files, so
    that text which only moves is not blamed. A mark at the beginning of a file is one of them when it is new."""

    name = "invisible"
    order = 22

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        files = draft.changes.files
        there = Counter(_hidden(decoded(change.path, change.before) for change in files))
        for change in files:
            there.subtract(_hidden([decoded(change.path, change.after)]))
        added = sorted(around for around, count in there.items() if count < 0)
        named = [change.path for change in files if change.before is None and any(map(is_hidden, change.path))]
        if named:
            return self._failed(f"the name {plain(named[0])} holds a character that cannot be seen")
        if added:
            return self._failed(f"adds a character that cannot be seen, U+{ord(added[0][1]):04X}")
        return CheckResult(name=self.name, outcome=Outcome.PASSED, detail="every added character can be seen")

    def _failed(self, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=Outcome.FAILED, detail=detail)


def is_hidden(character: str) -> bool:
    if character in _WHITESPACE or " " <= character <= "~":
        return False
    return (unicodedata.category(character) in _CATEGORIES or character in _BLANK
            or ord(character) in _MORE_SELECTORS)


def _hidden(texts: Iterable[str]) -> Iterator[str]:
    """Each such character with the one before and the one after it."""
    for text in texts:
        if not text.isascii() or any(map(is_hidden, set(text))):
            framed = f"\n{text}\n"
            yield from (framed[at - 1:at + 2] for at, c in enumerate(framed) if is_hidden(c))


CHECK = Invisible()
