"""Splices that lie inside one another: an argument that moves carries along what changes inside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.domain.change import Span
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source
from reviewer.operations._splices import Place, Splices

Piece = str | Place
"""New text, or a stretch of the file as it will be, with the edits inside it."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    pieces: tuple[Piece, ...]
    swallows: bool
    """What changes inside it, and in none of its pieces, is gone with it."""
    is_slot: bool = False
    """Of a place in a list: what stands there may be written elsewhere, without this."""
    carried: bool = False
    """Of what is put in where a stretch begins: it goes where the stretch goes."""

    @property
    def takes(self) -> bool:
        """Does it take something away, or only put something in?"""
        return self.end > self.start

    def keeps(self, other: _Edit) -> bool:
        return any(not isinstance(piece, str) and piece[0] <= other.start and other.end <= piece[1]
                   for piece in self.pieces)


class Nested(Splices):
    """The edits of one file, in any order. Several insertions at one place keep the order in which they came."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._edits: list[_Edit] = []

    def place(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> Place:
        return (self.offset(node.lineno, node.col_offset),
                self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset))

    def put(self, place: Place, text: str) -> None:
        self._edits.append(_Edit(*place, (text,), swallows=False))

    def replace(self, place: Place, *pieces: Piece, is_slot: bool = False) -> None:
        """The stretch becomes these pieces; edits inside it that no piece holds are given up."""
        self._edits.append(_Edit(*place, pieces, swallows=True, is_slot=is_slot))

    def insert(self, at: int, text: str, *, carried: bool = False) -> None:
        """`carried`: it belongs to what stands behind it, and goes where that goes."""
        self._edits.append(_Edit(at, at, (text,), swallows=False, carried=carried))

    def insert_pieces(self, at: int, *pieces: Piece) -> None:
        """Stretches of the file among them, which are written here too."""
        self._edits.append(_Edit(at, at, pieces, swallows=False))

    def result(self) -> str:
        return self._rendered((0, len(self.text)), self._sorted())

    def spans(self) -> Iterator[Span]:
        for edit in sorted(self._edits, key=lambda one: (one.start, one.end)):
            first = self.line_at(edit.start)
            if not edit.takes and edit.start == self.line_start(first) and edit.pieces[-1:] != ("",):
                yield first, first - 1
                if not str(edit.pieces[-1]).endswith("\n"):
                    yield first, first
            else:
                yield first, max(first, self.line_at(max(edit.start, edit.end - 1)))

    def _rendered(self, place: Place, edits: list[_Edit]) -> str:
        """The stretch with these edits, which lie inside it, outermost first."""
        parts, at = [], place[0]
        while edits:
            outer, *rest = edits
            if not outer.takes and self._is_carried(outer, rest):
                edits = rest
                continue
            inner = [edit for edit in rest if outer.start <= edit.start < outer.end]
            if any(edit.end > outer.end for edit in inner) or outer.start < at:
                raise OperationDeclined(f"{self.source.path}:{self.line_at(outer.start)} would be changed twice")
            parts.append(self.text[at:outer.start])
            parts += [self._piece(piece, outer) for piece in outer.pieces]
            if not outer.swallows:
                lost = [edit for edit in inner if not outer.keeps(edit)]
                if any(edit.takes and edit.pieces != ("",) for edit in lost):
                    raise OperationDeclined(f"{self.source.path}:{self.line_at(outer.start)} would be changed twice")
                parts += [str(piece).replace("\n", self.newline) for edit in lost for piece in edit.pieces]
            at, edits = outer.end, rest[len(inner):]
        return "".join([*parts, self.text[at:place[1]]])

    def _is_carried(self, put: _Edit, others: list[_Edit]) -> bool:
        """Does what is put in where a stretch is taken away belong to a stretch that is written elsewhere?"""
        return put.carried and any(one.takes and one.swallows and one.start == put.start for one in others) and any(
            one.keeps(put) for one in self._edits)

    def _piece(self, piece: Piece, outer: _Edit) -> str:
        """A stretch may come from anywhere; what takes it away from where it was is no change inside it."""
        if isinstance(piece, str):
            return piece.replace("\n", self.newline)
        start, end = piece
        inside = [edit for edit in self._sorted() if start <= edit.start and edit.end <= end and edit is not outer
                  and (edit.takes or edit.carried or start < edit.start)]
        return self._rendered(piece, [edit for edit in inside if (edit.start, edit.end) != piece
                                      or (edit.pieces and not edit.is_slot)])

    def take_lines(self, first: int, last: int) -> None:
        """Take whole lines away, with what changes in them; of two gaps that meet, the larger stays."""
        rows = self.source.lines
        above, below = first - 1, last
        while above and not rows[above - 1].strip():
            above -= 1
        while below < len(rows) and not rows[below].strip():
            below += 1
        spare = below - last if not above else min(first - 1 - above, below - last)
        self.replace(self.lines(first, last + spare))

    def _sorted(self) -> list[_Edit]:
        edits = sorted(enumerate(self._edits), key=lambda one: (one[1].start, one[1].takes, -one[1].end, one[0]))
        return [edit for _, edit in edits]
