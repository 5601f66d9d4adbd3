"""Which decisions govern this? The certain matches, and nothing when nothing governs.

Certain is what the record itself names (a symbol, a path, a constraint's scope), and a file whose comments or
docstrings name the record. A guess from similar words is none of them.
"""

from __future__ import annotations

import fnmatch
import io
import re
import tokenize
from collections.abc import Iterator, Sequence

from nova.decisions.constraints import speaks_about
from nova.decisions.scopes import covers, narrowness, path_matches
from nova.domain.code import ModuleFacts
from nova.domain.decision import Constraint, ConstraintKind, Decision, DecisionBook, Force, Ground, Status

_INFORMING = (Status.ACCEPTED, Status.NONE)
"""A record without a status is not binding, and yet the best that is known about its ground."""
_OPENERS = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.NL)


def governing(book: DecisionBook, path: str, symbol: str = "", *, module: str = "", source: bytes = b"",
              facts: ModuleFacts | None = None) -> list[Ground]:
    """The decisions that speak about a symbol of a file, or about the file, surest first; empty: none does.

    `symbol` is qualified inside `module`. With `source`, comments and docstrings that name a record count too. A
    record that a symbol names comes before one that a constraint, a comment, and then a path names; among paths the
    narrower one first.
    """
    found: list[tuple[tuple[int, int], int, Ground]] = []
    named = _named_in(source, book)
    for at, decision in enumerate(book.decisions):
        if decision.status in _INFORMING:
            match = _match(decision, path, symbol, module, facts, named)
            if match is not None:
                found.append((match[0], at, match[1]))
    return [ground for _, _, ground in sorted(found, key=lambda item: item[:2])]


def ground(decision: Decision, why: str, force: Force, constraint: Constraint | None = None) -> Ground:
    """The decision as a ground, with what a person is shown of it."""
    return Ground(decision=decision.id, why=why, force=force, title=decision.title, sentence=decision.sentence,
                  path=decision.path, constraint=constraint.id if constraint else None)


def symbol_matches(patterns: Sequence[str], module: str, symbol: str) -> str | None:
    """The first pattern `pkg.mod:name` that names the symbol or something around it; None: none does.

    What a finding calls its symbol may end in a detail (`connect(timeout)`), so every leading part is looked at. A
    class that is named includes what is in it.
    """
    for pattern in patterns:
        where, _, name = pattern.partition(":")
        if fnmatch.fnmatchcase(module, where) and any(fnmatch.fnmatchcase(part, name) for part in _leading(symbol)):
            return pattern
    return None


def _leading(symbol: str) -> Iterator[str]:
    """`Clock.now(zone)` -> `Clock`, `Clock.now`, ... and the whole."""
    for match in re.finditer(r"(?<=\w)(?=\W)|$", symbol):
        if match.start():
            yield symbol[:match.start()]


_Match = tuple[tuple[int, int], Ground]


def _match(decision: Decision, path: str, symbol: str, module: str, facts: ModuleFacts | None,
           named: frozenset[str]) -> _Match | None:
    """((kind, width) for the order, ground) of the surest match; None: the decision does not speak about this."""
    pattern = symbol_matches(decision.symbols, module, symbol) if symbol and module else None
    if pattern:
        return (0, 0), ground(decision, f"it names {pattern}", Force.INFORMS)
    for constraint in decision.constraints:
        why = _target(constraint, path, symbol, module, facts)
        if why:
            return (1, 0), ground(decision, why, _force(decision, constraint), constraint)
    if decision.id in named:
        return (2, 0), ground(decision, f"{path} names it in a comment or docstring", Force.INFORMS)
    if decision.applies_to and covers(decision.applies_to, path):
        pattern = next((glob for glob in decision.applies_to if path_matches(glob, path)), decision.applies_to[0])
        return (3, -narrowness(pattern)), ground(decision, f"it applies to {pattern}", Force.INFORMS)
    return None


def _target(constraint: Constraint, path: str, symbol: str, module: str, facts: ModuleFacts | None) -> str | None:
    if constraint.kind is ConstraintKind.KEEP:
        pattern = symbol_matches(constraint.of, module, symbol) if symbol and module else None
        return f"its constraint {constraint.id} keeps {pattern}" if pattern else None
    if not speaks_about(constraint, path, module, facts):
        return None
    return f"its constraint {constraint.id} ({constraint.kind} {', '.join(constraint.of)}) holds here"


def _force(decision: Decision, constraint: Constraint) -> Force:
    binds = decision.binds and constraint.kind is ConstraintKind.KEEP
    return Force.BLOCKS if binds else Force.INFORMS


def _named_in(source: bytes, book: DecisionBook) -> frozenset[str]:
    """The ids of records that comments or docstrings of the source name by id or file stem."""
    if not source:
        return frozenset()
    text = source.decode("utf-8", "replace")
    likely = {decision.id: name for decision in book.decisions for name in _names(decision) if name in text}
    if not likely:
        return frozenset()
    words = _remarks(source)
    return frozenset(id for id, name in likely.items() if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w])", words))


def _names(decision: Decision) -> Iterator[str]:
    """What a comment would call the record; bare numbers and single words would match by chance."""
    stem = decision.path.rpartition("/")[2].rpartition(".")[0]
    for name in (decision.id, stem):
        if re.search(r"\d", name) and re.search(r"[^\W\d]", name) and len(name) >= 4:
            yield name


def _remarks(source: bytes) -> str:
    """Comments and strings that stand alone, joined; as far as the file can be read."""
    found: list[str] = []
    previous = tokenize.ENCODING
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and previous in _OPENERS):
                found.append(token.string)
            if token.type != tokenize.COMMENT:
                previous = token.type
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return "\n".join(found)
