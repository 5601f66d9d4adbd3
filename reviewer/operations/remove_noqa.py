"""Take codes out of `noqa` comments, and the comment away when none is left. Other words on the line stay."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import PositionProvider

from nova.code.syntax import enclosing
from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._codemod import Codemod, rewrite
from reviewer.operations._edits import Source, read
from reviewer.tree import Tree

_NOQA = re.compile(r"(?P<before>.*?)(?P<noqa>#\s*noqa:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))(?P<after>.*)",
                   re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"\s*[-:(—]?\s*[^#\s]")


@dataclass(frozen=True, slots=True)
class NoqaComment:
    """A `noqa` with codes, behind code. `line` is the whole line without the space around it."""

    number: int
    scope: str
    line: str
    codes: tuple[str, ...]
    explained: bool
    """Words follow that say why it is there."""


def noqa_comments(source: Source) -> Iterator[NoqaComment]:
    """Every `noqa` comment with codes that stands behind code, in order; one for a whole file is not among them."""
    for token in tokenize.tokenize(io.BytesIO(source.content).readline):
        match = _NOQA.fullmatch(token.string) if token.type == tokenize.COMMENT else None
        number = token.start[0]
        if match and source.lines[number - 1][:token.start[1]].strip():
            yield NoqaComment(number, enclosing(source.names.tree, number), source.lines[number - 1].strip(),
                              _codes(match["codes"]), bool(_WORDS.match(match["after"])))


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.upper() for code in re.split(r"[,\s]+", text.strip()))


@dataclass(frozen=True)
class RemoveNoqa:
    kind = "remove_noqa"
    does = ("Takes codes out of `noqa` comments of a file, and the comment away when none is left; other words stay, "
            "and it declines when words say why the comment is there.")
    parameters = shape.takes(
        path=shape.path("The file"),
        comments=shape.some(
            shape.takes(
                line=shape.source("The line with its comment, without the space around it", "import os  # noqa: F401"),
                codes=shape.some(shape.linter_code("A code that goes", "F401"), "The codes that go", ["F401"]),
                optional={"scope": shape.scope("The function or class around the line", "Cart.total")}),
            "The comments", [{"line": "import os  # noqa: F401", "codes": ["F401"]}]))
    effect = Effect.PRESERVES
    changes_what = None
    safe = "Only a comment for a linter changes, the code stays as it is."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        wanted = {(one["line"], one.get("scope", "")): {code.upper() for code in one["codes"]}
                  for one in parameters["comments"]}
        gone: dict[int, set[str]] = {}
        for comment in noqa_comments(source):
            codes = wanted.get((comment.line, comment.scope), set()) & set(comment.codes)
            if codes and comment.explained:
                raise OperationDeclined(f"{source.path}:{comment.number} says in words why the comment is there")
            if codes:
                gone[comment.number] = codes
        change = rewrite(source.path, source.content, _Comments(gone))
        if change is not None:
            yield change


class _Comments(Codemod):
    def __init__(self, gone: Mapping[int, set[str]]) -> None:
        super().__init__()
        self._gone = gone

    def leave_TrailingWhitespace(self, original_node: cst.TrailingWhitespace, updated_node: cst.TrailingWhitespace,
                                 ) -> cst.TrailingWhitespace:
        if original_node.comment is None:
            return updated_node
        line = self.get_metadata(PositionProvider, original_node.comment).start.line
        codes = self._gone.get(line)
        if codes is None:
            return updated_node
        self.spans.add((line, line))
        text = without(original_node.comment.value, codes)
        if not text:
            return updated_node.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
        return updated_node.with_changes(comment=cst.Comment(text))


def without(comment: str, gone: set[str]) -> str:
    """The comment without these codes of its `noqa`; empty when nothing else was in it."""
    match = _NOQA.fullmatch(comment)
    assert match is not None
    written = re.findall(r"[A-Z]+\d+", match["codes"], re.IGNORECASE)
    kept = [code for code in written if code.upper() not in gone]
    if kept:
        separator = ", " if ", " in match["codes"] else " " if "," not in match["codes"] else ","
        head = match["noqa"][:match.start("codes") - match.start("noqa")]
        return match["before"] + head + separator.join(kept) + match["after"]
    rest = match["after"].strip()
    return (match["before"].rstrip() + (f"  {rest}" if rest and match["before"].strip() else rest)).strip()


OPERATION = RemoveNoqa()
