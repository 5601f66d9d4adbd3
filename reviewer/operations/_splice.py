"""Names replaced at their bytes: nothing else of a file changes, and the result is held against the syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from nova.code.index import quiet_parsing
from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.references import File

_BLOCK = b"if 1:\n"


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
    try:
        after = _joined(content, ordered, encoding)
    except UnicodeEncodeError as error:
        raise OperationDeclined(f"{path} is {encoding}, in which that cannot be written: {error.object}") from error
    lines = {(content.count(b"\n", 0, one.start) + 1, content.count(b"\n", 0, one.end) + 1) for one in ordered}
    return FileChange(path=path, before=content, after=after, spans=tuple(sorted(lines)))


def check_only_names_changed(file: File, splices: Iterable[Splice], old: str, new: str) -> None:
    """Raises OperationDeclined unless the statements that are touched differ from what they were in nothing but the old
    name where the new one is now, and in imports that now say under which name they import."""
    word = re.compile(rf"(?<!\w){re.escape(new)}(?!\w)")
    for statement, text in _touched(file, file.names.tree.body, sorted(splices)):
        try:
            with quiet_parsing():
                after = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise OperationDeclined(f"{file.path}:{statement.lineno} would not parse with {new} in it") from error
        after = after[0].body if isinstance(after[0], ast.If) and text.startswith(_BLOCK) else after
        for one, other in zip_longest(_leaves([statement]), _leaves(after)):
            if one != other and not (other == new if one is None else isinstance(one, str) and isinstance(other, str)
                                     and word.sub(old, one) == word.sub(old, other)):
                raise OperationDeclined(f"{file.path}:{statement.lineno} would change in more than the name {old}")


def _touched(file: File, statements: list[ast.stmt], splices: list[Splice]) -> Iterator[tuple[ast.stmt, bytes]]:
    """The innermost statements that hold a splice each, and their text after, as a block of its own when indented."""
    for statement in statements:
        start = file.starts[_line(statement) - 1]
        alone = not file.text[start:file.begin(statement)].strip() or bool(getattr(statement, "decorator_list", ()))
        start = start if alone else file.begin(statement)  # the second of two on one line
        first, last = file.in_content(start), file.in_content(file.end(statement))
        inside = [one for one in splices if first <= one.start < last]
        if not inside:
            continue
        body = statement.body if isinstance(statement, Function | ast.ClassDef) else []
        if body and all(one.start >= file.in_content(file.starts[_line(body[0]) - 1]) for one in inside) and (
                body[0].lineno > statement.lineno):
            yield from _touched(file, body, inside)
            continue
        text = _joined(file.content[first:last], [Splice(one.start - first, one.end - first, one.text)
                                                  for one in inside], file.encoding)
        block = _BLOCK if alone and statement.col_offset else b""
        yield statement, block + text.decode(file.encoding).encode("utf-8")


def _line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", None)
    return int((decorators[0] if decorators else statement).lineno)


def _joined(content: bytes, splices: Iterable[Splice], encoding: str) -> bytes:
    parts, at = [], 0
    for one in splices:
        parts += [content[at:one.start], one.text.encode(encoding.removesuffix("-sig"))]
        at = one.end
    return b"".join([*parts, content[at:]])


def _leaves(nodes: list[ast.stmt]) -> Iterator[object]:
    """Types and values of the tree, in order."""
    todo: list[object] = [nodes]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.AST):
            yield type(item)
            todo.extend([getattr(item, field, None) for field in item._fields])
        elif isinstance(item, list):
            yield len(item)
            todo.extend(item)
        else:
            yield item
