"""Where comments, docstrings, documents and configuration name a definition in full, and where they may mean it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from reviewer.operations._words import mentions, tells_history
from reviewer.references import File, Searched

_TEXT = (".md", ".rst", ".txt", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".ipynb", ".html", ".in")
_PROSE = (".md", ".rst", ".txt")
LARGEST = 2_000_000
"""Bytes of a text that is searched; a longer one is data."""


def qualified_mentions(found: Searched) -> Iterator[tuple[str, int, int]]:
    """(path, first byte, end) of the name wherever a text names the definition by its dotted path."""
    word = found.target.name.encode()
    pattern = re.compile(rb"(?<![\w.:/-])(?:[^\W\d]\w*[.:])+" + re.escape(word) + rb"(?!\w|[.:/-]\w*/)")
    for path in found.files.tree.paths:
        if not path.endswith((".py", ".pyi", *_TEXT)):
            continue
        content = found.files.content(path)
        if word not in content or len(content) > LARGEST or tells_history(path):
            continue
        hits = [hit for hit in pattern.finditer(content) if _is_meant(found, hit[0], path)]
        if hits and path.endswith((".py", ".pyi")):
            file = found.files.get(path)
            words = words_of(file) if file else []
            hits = [hit for hit in hits if any(start <= hit.start() < end for start, end in words)]
        yield from ((path, hit.end() - len(word), hit.end()) for hit in hits)


def _is_meant(found: Searched, text: bytes, path: str) -> bool:
    dotted = text.decode("utf-8", "replace")
    at = found.search.within(dotted, path)
    return at is not None and at == len(dotted) - len(found.target.name)


def words_of(file: File) -> list[tuple[int, int]]:
    """The docstrings and comments of a file as bytes of its content."""
    spans = [(file.in_content(file.begin(node)), file.in_content(file.end(node)))
             for node, outer in file.names.parents.items()
             if isinstance(node, ast.Constant) and isinstance(outer, ast.Expr) and isinstance(node.value, str)]
    for token in tokenize.tokenize(io.BytesIO(file.content).readline):
        if token.type == tokenize.COMMENT:
            start = file.at(token.start[0], len(token.line[:token.start[1]].encode()))
            spans.append((file.in_content(start), file.in_content(start + len(token.string.encode()))))
    return spans


def prose_left(found: Searched, new: str, taken: set[tuple[str, int]]) -> None:
    """Say where prose names the definition without its dotted path, so that a person can look.

    `taken`: (path, first byte) of what is renamed.
    """
    tree, old = found.files.tree, found.target.name
    word = old.encode()
    if not found.target.is_module_level and not found.target.is_member:
        return
    for path in tree.paths:
        if path.endswith(_PROSE) and word in (content := found.files.content(path)) and not tells_history(path):
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                continue
            for start, _ in mentions(text, old, new):
                if (path, len(text[:start].encode())) in taken:
                    continue
                tree.leave(path, text.count("\n", 0, start) + 1, f"names {old} in prose")


