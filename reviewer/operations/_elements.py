"""What stands between the parentheses of a call or a definition: put in, taken out, put in another order.

The layout stays as its author has it: a line each or side by side, with or without a comma at the end.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._nested import Nested, Piece
from reviewer.operations._splices import Place

_TO_PARENTHESIS = re.compile(r"(?:[\s)\\]|#[^\n]*)*\(")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_QUIET = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


@dataclass(frozen=True, slots=True)
class Item:
    """One element of the list as it is to be."""

    old: int | None
    """Its number in the list as it is; None: it is new."""
    pieces: tuple[Piece, ...] = ()
    """What it says from now on; empty: what it says now."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of one parenthesised list, in source order, without the commas between."""

    splices: Nested
    inside: Place
    """From behind the opening parenthesis to the closing one."""
    items: tuple[Place, ...]
    comma: int | None
    """Where a comma stands behind the last element."""

    def text(self, index: int) -> str:
        start, end = self.items[index]
        return self.splices.text[start:end]

    def rewrite(self, wanted: Sequence[Item]) -> None:
        """Make it this list. Raises OperationDeclined when a comment would be lost or end up beside something else."""
        kept = [item.old for item in wanted if item.old is not None]
        gone = [n for n in range(len(self.items)) if n not in kept]
        if not wanted:
            self._check_no_comment(self.inside)
            self.splices.replace(self.inside)
        elif kept != sorted(kept) or (gone and len(kept) < len(wanted)) or not kept:
            self._write_anew(wanted)
        else:
            for item in wanted:
                if item.old is not None and item.pieces:
                    self.splices.replace(self.items[item.old], *item.pieces, is_slot=True)
            self._take_out(gone)
            self._put_in(wanted)

    def rewrite_all(self, wanted: Sequence[Item]) -> None:
        """The same for a list whose new elements are made of old ones: all of it is written anew."""
        self._write_anew(wanted)

    def _write_anew(self, wanted: Sequence[Item]) -> None:
        if not self.items:
            self.splices.insert_pieces(self.inside[0], *(piece for number, item in enumerate(wanted)
                                                         for piece in ([", "] if number else []) + [*item.pieces]))
            return
        whole = self.items[0][0], self.items[-1][1]
        self._check_no_comment((whole[0], self.inside[1]))
        pieces: list[Piece] = []
        for number, item in enumerate(wanted):
            if number:
                pieces.append(self._between(number))
            pieces += item.pieces or [self.items[item.old or 0]]
        self.splices.replace(whole, *pieces, is_slot=True)

    def _between(self, number: int) -> Piece:
        """What separates an element from the one before it."""
        if number < len(self.items):
            return self.items[number - 1][1], self.items[number][0]
        return f",\n{indent}" if (indent := self._own_line(len(self.items) - 1)) is not None else ", "

    def _take_out(self, gone: Sequence[int]) -> None:
        last = len(self.items) - 1
        for number in gone:
            if all(later in gone for later in range(number, last + 1)):
                region = self.items[number - 1][1], self.items[last][1]
                self._check_no_comment((region[0], self._end_of_line(region[1])))
                self.splices.replace(region)
                return
            region = self.items[number][0], self.items[number + 1][0]
            self._check_no_comment(region)
            self.splices.replace(region)

    def _put_in(self, wanted: Sequence[Item]) -> None:
        before: int | None = None
        for number, item in enumerate(wanted):
            if item.old is not None:
                before = item.old
                continue
            text = "".join(map(str, item.pieces))
            after = next((one.old for one in wanted[number:] if one.old is not None), None)
            if after is None:
                self._append(text, before if before is not None else len(self.items) - 1)
            else:
                indent = self._own_line(after)
                self.splices.insert(self.items[after][0], f"{text}, " if indent is None else f"{text},\n{indent}")

    def _append(self, text: str, last: int) -> None:
        end = self.items[last][1]
        indent = self._own_line(last)
        if indent is None:
            self.splices.insert(end, f", {text}")
        elif self.comma is None and "#" not in self.splices.text[end:self._end_of_line(end)]:
            self.splices.insert(end, f",\n{indent}{text}")
        else:
            if self.comma is None:
                self.splices.insert(end, ",")
            self.splices.insert(self._end_of_line(end), f"\n{indent}{text}{'' if self.comma is None else ','}")

    def _own_line(self, number: int) -> str | None:
        """The indentation of an element that begins its line, as all of its list do; None when it does not."""
        if not all(self._begins_line(start) for start, _ in self.items):
            return None
        start = self.items[number][0]
        return self.splices.text[self._line_start(start):start]

    def _begins_line(self, at: int) -> bool:
        return not self.splices.text[self._line_start(at):at].strip() and self._line_start(at) > self.inside[0] - 1

    def _line_start(self, at: int) -> int:
        return self.splices.line_start(self.splices.line_at(at))

    def _end_of_line(self, at: int) -> int:
        found = re.compile(r"[\r\n]").search(self.splices.text, at)
        return min(found.start() if found else len(self.splices.text), self.inside[1])

    def _check_no_comment(self, region: Place) -> None:
        if any(token.type == tokenize.COMMENT for token, _, _ in _tokens(self.splices.text, region)):
            at = f"{self.splices.source.path}:{self.splices.line_at(region[0])}"
            raise OperationDeclined(f"{at}: a comment stands in the list that would change")


def elements_of_call(splices: Nested, call: ast.Call) -> Elements:
    """Raises OperationDeclined where positions cannot be trusted, as in some formatted strings."""
    start, end = splices.place(call)
    found = _TO_PARENTHESIS.match(splices.text, splices.place(call.func)[1])
    where = f"{splices.source.path}:{call.lineno}"
    if not found or not _says(splices.text[start:end], call):
        raise OperationDeclined(f"{where}: the call stands where it cannot be edited, such as in a formatted string")
    elements = _elements(splices, found.end(), end)
    if len(elements.items) != len(call.args) + len(call.keywords):
        raise OperationDeclined(f"{where}: the arguments of the call cannot be told apart")
    return elements


def elements_of_definition(splices: Nested, function: Function) -> Elements:
    head = re.compile(r"(?:async[\s\\]+)?def[\s\\]+" + re.escape(function.name) + r"[\s\\]*\(")
    found = head.match(splices.text, splices.place(function)[0])
    if not found:
        at = f"{splices.source.path}:{function.lineno}"
        raise OperationDeclined(f"{at}: the head of {function.name} cannot be edited")
    return _elements(splices, found.end(), splices.place(function.body[0])[0])


def _says(text: str, node: ast.expr) -> bool:
    """Is this text the node? In formatted strings positions may be wrong."""
    try:
        return ast.dump(ast.parse(f"({text})", mode="eval").body) == ast.dump(node)
    except (SyntaxError, ValueError):
        return False


def _elements(splices: Nested, start: int, limit: int) -> Elements:
    """The list that is open at `start`."""
    items: list[Place] = []
    first: int | None = None
    last = comma = None
    depth, lambdas = 0, list[int]()
    for token, begin, end in _tokens(splices.text, (start, limit)):
        if depth == 1 and token.string == "," and not lambdas:
            items.append((begin if first is None else first, begin if last is None else last))
            first, last, comma = None, None, begin
            continue
        depth += (token.string in _OPENING) - (token.string in _CLOSING)
        if not depth:
            break
        if token.string == "lambda" and depth == 1:
            lambdas.append(begin)
        elif token.string == ":" and depth == 1 and lambdas:
            lambdas.pop()
        if token.type not in _QUIET and begin >= start:
            first, last = first if first is not None else begin, end
    else:
        raise OperationDeclined(f"{splices.source.path}: a list in parentheses cannot be read")
    if first is not None and last is not None:
        items.append((first, last))
        comma = None
    return Elements(splices, (start, begin), tuple(items), comma)


def _tokens(text: str, place: Place) -> Iterator[tuple[tokenize.TokenInfo, int, int]]:
    """The tokens of a stretch behind an opening parenthesis, that one first, with where each begins and ends."""
    stretch = "(" + text[place[0]:place[1]]
    starts = [place[0] - 1]
    for row in stretch.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    try:
        for token in tokenize.generate_tokens(io.StringIO(stretch).readline):
            yield token, starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return
