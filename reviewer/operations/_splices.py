"""Edits named by `ast` positions and carried out on the text itself: nothing but what is named can change.

`_edits` writes through LibCST, which costs a hundred times as much on a whole file; an operation that touches every
importer in a project splices instead, and the result is parsed before anybody gets it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.domain.change import FileChange, Span
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source
from reviewer.operations._gaps import settled, usual_gap

Place = tuple[int, int]
"""First character and the one after the last, in the file's text."""


@dataclass(frozen=True, slots=True, order=True)
class _Splice:
    start: int
    end: int
    rank: int
    text: str


class Splices:
    """Pieces of one file's text replaced by others, all at once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._encoding = tokenize.detect_encoding(io.BytesIO(source.content).readline)[0]
        self.text = source.content.decode(self._encoding)
        self._starts = [0, *(end.end() for end in re.finditer("\r\n|\r|\n", self.text))]
        self._splices: list[_Splice] = []
        self._left_out: list[Place] = []
        self.settles = False
        """Where whole statements come and go, blank lines are put right as a formatter would."""
        ends = re.search("\r\n|\r|\n", self.text)
        self.newline = ends.group() if ends else "\n"

    def offset(self, line: int, column: int) -> int:
        """Of a position as `ast` counts it: lines from 1, columns in bytes of UTF-8."""
        row = self.source.lines[line - 1]
        return self._starts[line - 1] + (column if row.isascii() else len(row.encode()[:column].decode()))

    def place(self, node: ast.expr | ast.stmt | ast.alias) -> Place:
        return (self.offset(node.lineno, node.col_offset),
                self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset))

    def lines(self, first: int, last: int) -> Place:
        """Of whole lines, the end of the last one included."""
        return self._starts[first - 1], self.line_start(last + 1)

    def line_start(self, line: int) -> int:
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def put(self, place: Place, text: str) -> None:
        """Texts put at one place that is empty stand there in the order in which they were put."""
        if any(first <= place[0] and place[1] <= last for first, last in self._left_out if place[0] < place[1]):
            return
        self._splices.append(_Splice(*place, len(self._splices), text.replace("\n", self.newline)))

    def leave_out(self, first: int, last: int) -> None:
        """Take whole lines away; what is put inside them later goes with them."""
        self.remove_lines(first, last)
        self._left_out.append(self.lines(first, last))

    def remove_lines(self, first: int, last: int) -> None:
        """With the blank lines below that would be too many: of two gaps that meet, the larger stays."""
        above, below = first - 1, last
        while above and not self.source.lines[above - 1].strip():
            above -= 1
        while below < len(self.source.lines) and not self.source.lines[below].strip():
            below += 1
        if below == len(self.source.lines):
            first = above + 1
        spare = below - last if not above else min(first - 1 - above, below - last)
        self.put(self.lines(first, last + spare), "")

    def change(self) -> FileChange | None:
        """None: nothing is different. Raises OperationDeclined when the file would no longer parse."""
        content = self.result().encode(self._encoding)
        if content == self.source.content:
            return None
        self._check(content)
        return FileChange(path=self.source.path, before=self.source.content, after=content, spans=tuple(self.spans()))

    def result(self) -> str:
        """The text with its edits."""
        text = self.piece((0, len(self.text)))
        return settled(text, self._touched(), self.newline, usual_gap(self.source)) if self.settles else text

    def _touched(self) -> list[int]:
        """Offsets in the new text at which edits begin and end."""
        found, moved, at = [], 0, 0
        for splice in sorted(self._splices):
            start, end = max(splice.start, at), max(splice.end, at)
            found += [start + moved, start + moved + len(splice.text)]
            moved += len(splice.text) - (end - start)
            at = end
        return found

    def piece(self, place: Place) -> str:
        """One stretch of the text, with the edits that lie inside."""
        first, last = place
        pieces, at, taking = [], first, False
        for splice in sorted(self._splices):
            if splice.start < first or splice.end > last:
                continue
            inserted = splice.start == splice.end and taking
            if splice.start < at and not (inserted or (taking and not splice.text)):
                raise OperationDeclined(f"{self.source.path}:{self.line_at(splice.start)} would be changed twice")
            pieces += [self.text[at:splice.start], splice.text]  # of what is taken away twice, the rest of it
            taking = not splice.text or (inserted and splice.start < at)
            at = max(at, splice.end)
        return "".join([*pieces, self.text[at:last]])

    def spans(self) -> Iterator[Span]:
        for splice in sorted(self._splices):
            first = self.line_at(splice.start)
            if self.settles:
                yield self._with_blank_lines(splice)
            elif splice.start == splice.end == self.line_start(first):
                yield first, first - 1
            else:
                yield first, max(first, self.line_at(max(splice.start, splice.end - 1)))

    def _with_blank_lines(self, splice: _Splice) -> Span:
        first, last = self.line_at(splice.start), self.line_at(max(splice.start, splice.end - 1))
        if splice.start == splice.end == self.line_start(first):
            last = first - 1
        lines = self.source.lines
        while first > 1 and not lines[first - 2].strip():
            first -= 1
        while last < len(lines) and not lines[last].strip():
            last += 1
        return first, last

    def _check(self, content: bytes) -> None:
        if self.source.path.endswith((".py", ".pyi")):
            try:
                ast.parse(content)
            except (SyntaxError, ValueError) as error:
                raise OperationDeclined(f"{self.source.path} would no longer parse") from error
