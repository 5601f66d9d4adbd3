"""Where exactly in a file's bytes a node spells the name that it binds or reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reviewer.names import Function
from reviewer.references._file import File

Span = tuple[int, int]
"""First and last byte, the last not included, in `File.text`."""

_GAP = rb"(?:\s|\\\r?\n)"


def spelled(file: File, node: ast.AST, name: str) -> Iterator[Span]:
    """Every place in the node itself, not in its children, that spells the name as an identifier.

    Several for `global a, a`; none when the bytes there say something else, as identifiers that Python normalises do.
    """
    for start, end in _candidates(file, node, name.encode()):
        if file.text[start:end] == name.encode():
            yield start, end


def _candidates(file: File, node: ast.AST, word: bytes) -> Iterator[Span]:
    size = len(word)
    if isinstance(node, ast.Name | ast.arg):
        yield file.begin(node), file.begin(node) + size
    elif isinstance(node, ast.Attribute | ast.MatchStar):
        yield file.end(node) - size, file.end(node)
    elif isinstance(node, ast.keyword):
        yield file.begin(node), file.begin(node) + size
    elif isinstance(node, Function | ast.ClassDef):
        yield from _match(file, file.begin(node), rb"(?:async" + _GAP + rb"+)?(?:def|class)" + _GAP + rb"+", word)
    elif isinstance(node, ast.alias):
        yield from _in_alias(file, node, word)
    elif isinstance(node, ast.Global | ast.Nonlocal | ast.MatchClass | ast.MatchMapping | ast.MatchAs):
        yield from _in_statement(file, node, word)
    elif isinstance(node, ast.ExceptHandler):
        start = file.end(node.type) if node.type else file.begin(node)
        yield from _match(file, start, rb"(?:[)\s\\]|\s#[^\n]*)*as" + _GAP + rb"+", word)


def _match(file: File, start: int, before: bytes, word: bytes) -> Iterator[Span]:
    found = re.compile(before + rb"(" + re.escape(word) + rb")(?!\w)").match(file.text, start)
    if found:
        yield found.span(1)


def _in_alias(file: File, node: ast.alias, word: bytes) -> Iterator[Span]:
    """The last part of what is imported, and what it is called here."""
    end = file.end(node)
    if node.asname:
        if node.asname.encode() == word:
            yield end - len(word), end
        end = file.begin(node) + len(node.name.encode())
    if node.name.rpartition(".")[2].encode() == word:
        yield end - len(word), end


def _in_statement(file: File, node: ast.Global | ast.Nonlocal | ast.pattern, word: bytes) -> Iterator[Span]:
    """Where the words of a statement, or of a pattern outside its parts, are the name."""
    first, last = file.at(node.lineno, node.col_offset), file.at(node.end_lineno or 0, node.end_col_offset or 0)
    parts = [(file.at(child.lineno, child.col_offset), file.at(child.end_lineno or 0, child.end_col_offset or 0))
             for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.pattern)]
    for found in re.compile(rb"(?<!\w)" + re.escape(word) + rb"(?!\w)").finditer(file.text, first, last):
        if not any(start <= found.start() < end for start, end in parts):
            yield found.span()
