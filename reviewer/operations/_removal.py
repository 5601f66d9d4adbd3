"""Take whole statements out of a file, with their comments, and leave the gaps as a formatter would."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst
from libcst.metadata import PositionProvider

from reviewer.operations._edits import Edits, Source, after_lines, blank_lines, meeting


class Removal(Edits):
    """Edits that also take whole statements out, with the comments that belong to them.

    Blank lines stay as the formatter of most projects has them: the larger gap of the two that meet.
    """

    def __init__(self, source: Source, gone: Sequence[ast.stmt], first_party: frozenset[str] = frozenset()) -> None:
        super().__init__(source, first_party)
        self._gone = {source.key(statement)[1:] for statement in gone}
        self._lines = source.lines

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        before, after, rest = self._without_gone(original_node.body, updated_node.body)
        return super().leave_Module(original_node.with_changes(body=before), updated_node.with_changes(
            body=after, footer=[*rest, *updated_node.footer]))

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock,
                            ) -> cst.IndentedBlock:
        before, after, rest = self._without_gone(original_node.body, updated_node.body)
        return super().leave_IndentedBlock(original_node.with_changes(body=before), updated_node.with_changes(
            body=after, footer=[*rest, *updated_node.footer]))

    def _without_gone(self, before: Sequence[cst.BaseStatement], after: Sequence[cst.BaseStatement],
                      ) -> tuple[list[cst.BaseStatement], list[cst.BaseStatement], Sequence[cst.EmptyLine]]:
        """The statements that stay, as they were and as they are, and comments that stay after the last of them."""
        kept_before: list[cst.BaseStatement] = []
        kept_after: list[cst.BaseStatement] = []
        owed: list[cst.EmptyLine] = []
        for was, now in zip(before, after, strict=True):
            if self._is_gone(was):
                owed = meeting(owed, self._comments_of_others(was, first=not kept_before))
            else:
                kept_before.append(was)
                kept_after.append(after_lines(owed, now) if owed else now)
                owed = []
        if kept_after and kept_before[0] is not before[0]:
            leading = getattr(kept_after[0], "leading_lines", ())
            kept_after[0] = kept_after[0].with_changes(leading_lines=leading[blank_lines(leading):])
        told = max((number for number, line in enumerate(owed, 1) if line.comment), default=0)
        return kept_before, kept_after, owed[:told]

    def _is_gone(self, statement: cst.BaseStatement) -> bool:
        node: cst.CSTNode = statement
        if isinstance(statement, cst.SimpleStatementLine):
            node = statement.body[0]
        where = self.get_metadata(PositionProvider, node)
        return (where.start.line, where.start.column, where.end.line, where.end.column) in self._gone

    def _comments_of_others(self, statement: cst.BaseStatement, *, first: bool) -> list[cst.EmptyLine]:
        """The leading lines that stay: everything above the comment that belongs to the statement."""
        leading = list(getattr(statement, "leading_lines", ()))
        own = len(leading)
        while own and (comment := leading[own - 1].comment) is not None and not heads_a_section(comment.value):
            own -= 1
        if own < len(leading) and self._is_one_of_a_group(statement):
            own = len(leading)
        stays = leading[:own]
        told = any(line.comment for line in stays)
        start, end = self.lines_of(statement)
        self.spans.add((start + own if told else start, self._end_of(statement, end)))
        return [] if first and not told else stays

    def _is_one_of_a_group(self, statement: cst.BaseStatement) -> bool:
        """An assignment with another right below: the comment above speaks of all of them."""
        _, end = self.lines_of(statement)
        return isinstance(statement, cst.SimpleStatementLine) and end < len(self._lines) and bool(
            self._lines[end].strip())

    def _end_of(self, statement: cst.BaseStatement, end: int) -> int:
        """The last line, with comments indented below the body and the blank lines that follow."""
        column = self.get_metadata(PositionProvider, statement).start.column
        while end < len(self._lines):
            line = self._lines[end]
            indent = len(line) - len(line.lstrip())
            if line.strip() and not (line.lstrip().startswith("#") and indent > column):
                break
            end += 1
        return end


def heads_a_section(comment: str) -> bool:
    """A ruler, a region, a formatter's switch: not about one definition."""
    text = comment.lstrip("#").strip()
    ruler = len(text) > 3 and not any(character.isalnum() for character in text[:3])
    return ruler or text.startswith(
        ("%%", "fmt:", "region", "endregion", "pylint:", "mypy:", "isort:", "ruff:", "yapf:", "type:", "!"))
