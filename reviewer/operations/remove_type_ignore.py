"""Remove a `type: ignore` comment, or some of its codes, that the checker says it does not need.

The place is named by the code of its line, not by a number. Other words of the comment stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import PositionProvider

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.operations import _schema as shape
from reviewer.operations._codemod import Codemod, rewrite
from reviewer.operations._edits import read
from reviewer.tree import Tree

IGNORE = re.compile(r"#\s*type:\s*ignore(?:\[(?P<codes>[^\]]*)\])?\s*(?=#|$)")
"""As mypy reads it: the marker ends the comment, or another comment follows."""


@dataclass(frozen=True)
class RemoveTypeIgnore:
    kind = "remove_type_ignore"
    does = ("Removes one `type: ignore` comment, or some of its codes; the code and other words of the comment stay; "
            "does nothing when another number of lines reads the same.")
    parameters = shape.takes(
        path=shape.path("The file"),
        line=shape.source("The line with its comment, without the space around it", "n = f()  # type: ignore[misc]"),
        optional={
            "codes": shape.or_null(
                shape.some(shape.checker_code("A code that goes", "misc"), "The codes that go", ["misc"]),
                "the whole comment"),
            **shape.which_of_equals("lines in the file")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = "Only a comment changes; the syntax tree is the same before and after."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        lines = [n for n, text in enumerate(source.lines, 1) if text.strip() == parameters["line"]]
        line = shape.chosen(lines, parameters)
        if line is None:
            return
        codes = None if parameters.get("codes") is None else frozenset(parameters["codes"])
        change = rewrite(source.path, source.content, _Remover(line, codes))
        if change is not None:
            yield change


def without(comment: str, codes: frozenset[str] | None) -> str | None:
    """The comment without the marker, or with the codes that stay; None when nothing is left of it."""
    found = IGNORE.search(comment)
    if found is None:
        return comment
    kept = [] if codes is None else [c.strip() for c in (found["codes"] or "").split(",") if c.strip() not in codes]
    if kept:
        return comment[:found.start("codes")] + ", ".join(kept) + comment[found.end("codes"):]
    before, after = comment[:found.start()].rstrip(), comment[found.end():].strip()
    return "  ".join(part for part in (before, after) if part) or None


class _Remover(Codemod):
    def __init__(self, line: int, codes: frozenset[str] | None) -> None:
        super().__init__()
        self._line, self._codes = line, codes

    def leave_TrailingWhitespace(self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace,
                                 ) -> cst.TrailingWhitespace:
        comment = original_node.comment
        if comment is None or self.get_metadata(PositionProvider, comment).start.line != self._line:
            return updated_node
        left = without(comment.value, self._codes)
        if left == comment.value:
            return updated_node
        self.spans.add((self._line, self._line))
        if left is not None:
            return updated_node.with_changes(comment=comment.with_changes(value=left))
        return updated_node.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))


OPERATION = RemoveTypeIgnore()
