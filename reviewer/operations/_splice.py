"""Names replaced at their bytes: nothing else of a file changes, and the result is held against the syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nova.code.index import quiet_parsing
from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Bytes of a file that give way to a text. `start == end`: it is put in between."""

    start: int
    end: int
    text: str


def spliced(path: str, content: bytes, splices: Iterable[Splice]) -> FileChange:
    """The file with the splices. Raises OperationDeclined when a text cannot be written in the file's encoding."""
    ordered = sorted(set(splices))
    encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0] if path.endswith((".py", ".pyi")) else "utf-8"
    parts, at, lines = [], 0, set()
    for one in ordered:
        try:
            text = one.text.encode(encoding.removesuffix("-sig"))
        except UnicodeEncodeError as error:
            raise OperationDeclined(f"{path} is {encoding}, in which {one.text} cannot be written") from error
        parts += [content[at:one.start], text]
        at = one.end
        line = content.count(b"\n", 0, one.start) + 1
        lines.add((line, line if one.end == one.start else content.count(b"\n", 0, one.end) + 1))
    after = b"".join([*parts, content[at:]])
    return FileChange(path=path, before=content, after=after, spans=tuple(sorted(lines)))


def check_only_names_changed(change: FileChange, old: str, new: str) -> None:
    """Raises OperationDeclined unless the syntax trees differ in nothing but the old name where the new one is now, and
    in imports that now say under which name they import."""
    try:
        with quiet_parsing():
            before, after = ast.parse(change.before or b""), ast.parse(change.after or b"")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OperationDeclined(f"{change.path} would not parse with {new} in it") from error
    word = re.compile(rf"(?<!\w){re.escape(new)}(?!\w)")
    for one, other in zip(_leaves(before), _leaves(after), strict=True):
        if one != other and not (other == new if one is None else isinstance(one, str) and isinstance(other, str)
                                 and word.sub(old, one) == word.sub(old, other)):
            raise OperationDeclined(f"{change.path} would change in more than the name {old}")


def _leaves(tree: ast.AST) -> Iterator[object]:
    """Types and values of the tree, in order."""
    todo: list[object] = [tree]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.AST):
            yield type(item)
            todo.extend(getattr(item, field, None) for field in item._fields)
        elif isinstance(item, list):
            yield len(item)
            todo.extend(item)
        else:
            yield item
