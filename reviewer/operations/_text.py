"""Text put in at `ast` positions: every byte outside the spliced stretches stays, encoding and line ends included."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cached_property

from reviewer.domain.change import FileChange, Span
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source


class Text:
    """The text of one parsed file, addressed by nodes and lines; offsets count characters."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.encoding = tokenize.detect_encoding(io.BytesIO(source.content).readline)[0]
        self.whole = source.content.decode(self.encoding)
        ends = {found.group() for found in re.finditer("\r\n|\r|\n", self.whole)}
        if len(ends) > 1:
            raise OperationDeclined(f"{source.path} mixes line ends")
        self.newline = ends.pop() if ends else "\n"
        self._starts = [0]
        for line in source.lines:
            self._starts.append(self._starts[-1] + len(line) + len(self.newline))

    def start(self, node: ast.AST) -> int:
        """Where the node begins; its decorators are part of it."""
        decorators = getattr(node, "decorator_list", [])
        if decorators:
            return self.whole.rindex("@", 0, self._at(decorators[0].lineno, decorators[0].col_offset))
        return self._at(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))

    def end(self, node: ast.AST) -> int:
        return self._at(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0))

    def of(self, node: ast.AST) -> str:
        """The node as it is written, without parentheses around it, its lines parted by newlines."""
        return self.between(self.start(node), self.end(node))

    def between(self, start: int, end: int) -> str:
        return self.whole[start:end].replace(self.newline, "\n")

    def line_start(self, line: int) -> int:
        """Where the line begins; the end of the text for one past the last."""
        return min(self._starts[line - 1], len(self.whole))

    def lines(self, first: int, last: int) -> list[str]:
        return list(self.source.lines[first - 1:last])

    def indent(self, line: int) -> str:
        text = self.source.lines[line - 1]
        return text[:len(text) - len(text.lstrip(" \t"))]

    def line_of(self, offset: int) -> int:
        return max(n for n, start in enumerate(self._starts[:-1], 1) if start <= offset)

    def _at(self, line: int, column: int) -> int:
        text = self.source.lines[line - 1]
        return self._starts[line - 1] + len(text.encode("utf-8")[:column].decode("utf-8"))

    @cached_property
    def frozen(self) -> frozenset[int]:
        """Lines that begin inside a string: their indentation is part of the value."""
        inside: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.whole.replace(self.newline, "\n")).readline):
            if token.type == tokenize.STRING:
                inside.update(range(token.start[0] + 1, token.end[0] + 1))
        return frozenset(inside)

    def shifted(self, first: int, last: int, old: str, new: str) -> list[str]:
        """These lines with the indentation `old` made `new`; lines inside strings stay as they are."""
        result = []
        for number, line in enumerate(self.lines(first, last), first):
            moves = number not in self.frozen and line.startswith(old) and line.strip()
            result.append(new + line[len(old):] if moves else line)
        return result

    @cached_property
    def unit(self) -> str:
        """One step of indentation, as the first indented block of the file has it."""
        for node in ast.walk(self.source.names.tree):
            body = getattr(node, "body", None)
            if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno > node.lineno:
                outer, inner = self.indent(node.lineno), self.indent(body[0].lineno)
                if inner.startswith(outer) and inner != outer:
                    return inner[len(outer):]
        return "    "


class Splices:
    """Stretches of one file and what they become."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._new: list[tuple[int, int, str]] = []

    def put(self, start: int, end: int, new: str) -> None:
        """Let `new`, its lines parted by newlines, stand there instead. What is put at one place stays in order."""
        self._new.append((start, end, new.replace("\n", self.text.newline)))

    def put_at_line(self, line: int, new: str) -> None:
        """Put whole lines before this one; past the last line, at the end of the file."""
        at = self.text.line_start(line)
        missing = at == len(self.text.whole) and self.text.whole and not self.text.whole.endswith(self.text.newline)
        self.put(at, at, "\n" + new if missing else new)

    def replace(self, node: ast.AST, new: str) -> None:
        self.put(self.text.start(node), self.text.end(node), new)

    def drop_lines(self, first: int, last: int) -> None:
        self.put(self.text.line_start(first), self.text.line_start(last + 1), "")

    def change(self) -> FileChange | None:
        """None when nothing would change. Raises OperationDeclined when two splices overlap or the text breaks."""
        whole, path = self.text.whole, self.text.source.path
        parts, at = [], 0
        spans: set[Span] = set()
        for start, end, new in sorted(self._new, key=lambda one: one[:2]):
            if start < at:
                raise OperationDeclined(f"{path}: two of the places to change lie inside each other")
            parts += [whole[at:start], new]
            spans.add(self._span(start, end))
            at = end
        after = "".join([*parts, whole[at:]])
        if after == whole:
            return None
        _check(path, after)
        return FileChange(path=path, before=self.text.source.content, after=after.encode(self.text.encoding),
                          spans=tuple(sorted(spans)))

    def _span(self, start: int, end: int) -> Span:
        """Base lines; whole lines that are only put in before a line are the empty span there."""
        first = self.text.line_of(start)
        if start == end and start == self.text.line_start(first):
            return first, first - 1
        return first, self.text.line_of(max(start, end - 1))


def _check(path: str, text: str) -> None:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OperationDeclined(f"{path}: the result would not parse") from error
