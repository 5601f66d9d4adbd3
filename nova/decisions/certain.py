"""The certain grounds: what a record names, and what names a record. Nothing when nothing governs.

Certain is what the record itself names (a symbol, a path, a constraint's scope), and a file whose comments or
docstrings name the record. A guess from similar words is none of them.
"""

from __future__ import annotations

import fnmatch
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence

from nova.decisions.constraints import speaks_about
from nova.decisions.scopes import covers, narrowness, path_matches
from nova.decisions.supersession import number_of, stem_of
from nova.domain.code import ModuleFacts
from nova.domain.decision import Constraint, ConstraintKind, Decision, DecisionBook, Force, Ground, Status

INFORMING = (Status.ACCEPTED, Status.NONE)
"""A record without a status is not binding, and yet the best that is known about its ground."""
_NUMBERED = re.compile(r"(?<![\w-])ADRs?[-_ #]{0,2}(\d{1,5})(?![\w])", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^[ \t]*\*|#|//|/\*|--|<!--|;;)[^\n]{1,500}", re.MULTILINE)
_OPENERS = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.NL)


def governing(book: DecisionBook, path: str, symbol: str = "", *, module: str = "", source: bytes = b"",
              facts: ModuleFacts | None = None) -> list[Ground]:
    """The decisions that speak about a symbol of a file, or about the file, surest first; empty: none does.

    `symbol` is qualified inside `module`. With `source`, comments and docstrings that name a record count too. A
    record that a symbol names comes before one that a constraint, a comment, and then a path names; among paths the
    narrower one first.
    """
    informing = tuple(decision for decision in book.decisions if decision.status in INFORMING)
    found = certain_grounds(informing, path, symbol, module=module, source=source, facts=facts)
    return [given for at, _, given in sorted(found, key=lambda item: (item[1], item[0]))]


def certain_grounds(decisions: Sequence[Decision], path: str, symbol: str = "", *, module: str = "",
                    source: bytes = b"", facts: ModuleFacts | None = None,
                    trailers: str = "") -> Iterator[tuple[int, tuple[int, int], Ground]]:
    """(which record, (kind, width) for the order, ground) of the certain matches, whatever the records' status.

    `trailers` are those of the commits that touched the file.
    """
    in_source = _named_in(_remarks(path, source) if source else "", decisions)
    in_trailers = _named_in(trailers, decisions)
    for at, decision in enumerate(decisions):
        named = f"{path} names it in a comment or docstring" if decision.path in in_source else ""
        if not named and decision.path in in_trailers:
            named = f"a commit that touched {path} names it"
        match = _match(decision, path, symbol, module, facts, named)
        if match is not None:
            yield at, *match


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
           named: str) -> _Match | None:
    """((kind, width) for the order, ground) of the surest match; None: the decision does not speak about this."""
    pattern = symbol_matches(decision.symbols, module, symbol) if symbol and module else None
    if pattern:
        return (0, 0), ground(decision, f"it names {pattern}", Force.INFORMS)
    for constraint in decision.constraints:
        why = _target(constraint, path, symbol, module, facts)
        if why:
            return (1, 0), ground(decision, why, _force(decision, constraint), constraint)
    if named:
        return (2, 0), ground(decision, named, Force.INFORMS)
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


def _named_in(text: str, decisions: Sequence[Decision]) -> frozenset[str]:
    """The paths of records that a text names: by id, by file stem, or as `ADR-12` when one record has that number."""
    if not text:
        return frozenset()
    numbers = {int(number) for number in _NUMBERED.findall(text)}
    holders = Counter(number_of(stem_of(decision)) for decision in decisions)
    return frozenset(decision.path for decision in decisions
                     if (number_of(stem_of(decision)) in numbers and holders[number_of(stem_of(decision))] == 1)
                     or any(name in text and re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text)
                            for name in _names(decision)))


def _names(decision: Decision) -> Iterator[str]:
    """What a comment would call the record; bare numbers and single words would match by chance."""
    for name in (decision.id, stem_of(decision)):
        if re.search(r"\d", name) and re.search(r"[^\W\d]", name) and len(name) >= 4:
            yield name


def _remarks(path: str, source: bytes) -> str:
    """What is comment in a file: in Python docstrings too, in others what follows a comment's usual marks."""
    if path.endswith((".py", ".pyi")):
        return _python_remarks(source)
    return "\n".join(_COMMENT.findall(source.decode("utf-8", "replace")))


def _python_remarks(source: bytes) -> str:
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
