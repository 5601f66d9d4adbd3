"""Use the new name where comments, docstrings and documentation still say the old one. No code changes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from tokenize import COMMENT, generate_tokens
from typing import Any

import libcst as cst

from reviewer.domain.change import FileChange, Span
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Source, parse
from reviewer.operations._words import mentions, tells_history
from reviewer.tree import Tree

Hit = tuple[int, int]
"""First and last character of a word in the file's text."""

PYTHON = (".py", ".pyi")
PROSE = (".md", ".rst")


@dataclass(frozen=True)
class EditText:
    kind = "edit_text"
    does = ("Writes the new name where comments, docstrings and documents still say the old one; declines change logs "
            "and whatever is no prose, and leaves code and paragraphs about the change alone.")
    parameters = shape.takes(
        path=shape.path("The Python file, or the document (.md, .rst)", "docs/queue.md"),
        old=shape.name("The name that was", "JobQueue"),
        new=shape.dotted("The name that is", "RunQueue", "Run.queue"))
    effect = Effect.PRESERVES
    changes_what = None
    safe = "Only comments, docstrings and prose change: without them the syntax tree is the same before and after."
    inserts = ("new",)

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, old, new = parameters["path"], parameters["old"], parameters["new"]
        if tells_history(path):
            raise OperationDeclined(f"{path} tells what was, and stays as it is")
        if not path.endswith((*PYTHON, *PROSE)):
            raise OperationDeclined(f"{path} is no prose: a program may read it")
        if not tree.exists(path):
            return
        content = tree.read(path)
        hits = list(words_in(path, content, old, new))
        if not hits:
            return
        text = after = content.decode("utf-8")
        for first, last in reversed(hits):
            after = after[:first] + new + after[last:]
        if path.endswith(PYTHON):
            _check_code_is_the_same(path, text, after)
        spans = {(line, line) for line in (text.count("\n", 0, start) + 1 for start, _ in hits)}
        yield FileChange(path=path, before=content, after=after.encode("utf-8"), spans=tuple(sorted(spans)))


def words_in(path: str, content: bytes, old: str, new: str) -> Iterator[Hit]:
    """Where the file's words say the old name, in order. Of Python files only comments and docstrings are read.

    Raises OperationDeclined for a file that cannot be read.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OperationDeclined(f"{path} is not UTF-8") from error
    if not path.endswith(PYTHON):
        yield from mentions(text, old, new)
        return
    places = sorted(regions(parse(path, content), text))
    for first, last in places:
        yield from ((first + start, first + end) for start, end in mentions(text[first:last], old, new))


def regions(source: Source, text: str) -> Iterator[Span]:
    """Blocks of comments, and docstrings, as character offsets."""
    starts = [0]
    for row in text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    yield from _comments(text, starts)
    if any((isinstance(n, ast.Name) and n.id == "__doc__") or (isinstance(n, ast.Attribute) and n.attr == "__doc__")
           for n in ast.walk(source.names.tree)):
        return
    for node in ast.walk(source.names.tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(
                    first.value.value, str):
                _, line, column, end_line, end_column = source.key(first.value)
                yield starts[line - 1] + column, starts[end_line - 1] + end_column


def _comments(text: str, starts: list[int]) -> Iterator[Span]:
    """Comments; those on consecutive lines are one region, so that a sentence is read as a whole."""
    region: list[int] = []
    last_line = -1
    for token in generate_tokens(StringIO(text).readline):
        if token.type != COMMENT:
            continue
        first, end = starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
        alone = not text[starts[token.start[0] - 1]:first].strip()
        if region and alone and token.start[0] == last_line + 1:
            region[1] = end
        else:
            if region:
                yield region[0], region[1]
            region = [first, end]
        last_line = token.start[0] if alone else -1
    if region:
        yield region[0], region[1]


def _check_code_is_the_same(path: str, before: str, after: str) -> None:
    if _without_docstrings(before) != _without_docstrings(after):
        raise OperationDeclined(f"{path} would change in more than its words")
    cst.parse_module(after)


def _without_docstrings(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = ""
    return ast.dump(tree)


OPERATION = EditText()
