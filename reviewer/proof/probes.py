"""Which statements of the head hold the changed lines, so that a run can tell whether it reached them. Pure.

The witness (`witness.py`) puts a call before each of them when the file is compiled: the file on disk stays the
head's own, with its line numbers, and the cost is one call per changed statement instead of a trace of everything.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviewer.proof.parsing import parse

Block = ast.stmt | ast.ExceptHandler | ast.match_case
"""What can own a changed line: a statement, or the header of an `except` or `case`."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of the base, first to last counted from 1, that became lines of the head; either may be empty."""

    base: range
    head: range


@dataclass(frozen=True, slots=True)
class Target:
    """One statement of the head that holds changed lines."""

    path: str
    line: int
    column: int
    """Where the statement begins before which the probe goes. For `except` and `case` that is the first one inside."""
    changed: tuple[int, ...]
    """The changed lines of the head that it owns; their statements may own them together."""


def split_lines(content: bytes) -> list[bytes]:
    """Lines as Python counts them, with their ends."""
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", content)


def hunks(before: bytes, after: bytes) -> list[Hunk]:
    """What differs, in order."""
    old, new = split_lines(before), split_lines(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    matcher = SequenceMatcher(None, old[start:len(old) - end], new[start:len(new) - end], autojunk=False)
    return [Hunk(range(start + i1 + 1, start + i2 + 1), range(start + j1 + 1, start + j2 + 1))
            for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def targets(path: str, before: bytes, after: bytes) -> list[Target]:
    """Every statement that holds changed lines, in source order. `after` parses.

    Comments, blank lines, docstrings and what only type checkers see (`if TYPE_CHECKING:`) are no code, so nothing
    can execute them and nothing is listed for them.
    """
    tree, lines = parse(after), split_lines(after)
    changed = [line for hunk in hunks(before, after) for line in hunk.head]
    owners: dict[tuple[int, int], dict[int, None]] = {}
    blocks = list(code_blocks(tree))
    for line in changed:
        if not _is_blank(lines[line - 1]):
            for block in owners_of(line, blocks):
                place = entry(block)
                owners.setdefault((place.lineno, place.col_offset), {})[line] = None
    return [Target(path, line, column, tuple(owned)) for (line, column), owned in sorted(owners.items())]


def code_blocks(tree: ast.Module) -> Iterator[Block]:
    """Every statement and header that does something when it is reached."""
    yield from _blocks(tree.body, is_body=True)


def owners_of(line: int, blocks: list[Block]) -> list[Block]:
    """The statements that begin on the line; else the innermost one whose own text covers it."""
    starting = [block for block in blocks if _first_line(block) == line]
    if starting:
        return starting
    covering = [block for block in blocks if _first_line(block) <= line <= last_own_line(block)]
    return covering[-1:]


def entry(block: Block) -> ast.stmt:
    """The statement that is run when the block is."""
    return block if isinstance(block, ast.stmt) else block.body[0]


def last_own_line(block: Block) -> int:
    """The last line of a simple statement, or of a compound one's header."""
    body = getattr(block, "body", None)
    if isinstance(body, list) and body:
        return max(_first_line(block), _first_line(body[0]) - 1)
    if isinstance(block, ast.Match):
        return max(block.lineno, _first_line(block.cases[0]) - 1)
    end: int | None = getattr(block, "end_lineno", None)
    return end or _first_line(block)


def _blocks(body: list[ast.stmt], *, is_body: bool) -> Iterator[Block]:
    for index, statement in enumerate(body):
        if _is_code(statement, is_first=is_body and index == 0):
            yield statement
        if isinstance(statement, ast.If) and _is_for_checkers(statement.test):
            yield from _blocks(statement.orelse, is_body=False)
            continue
        yield from _inside(statement)


def _inside(statement: ast.stmt) -> Iterator[Block]:
    definition = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in _parts(getattr(statement, field, None)):
            if isinstance(part, ast.ExceptHandler | ast.match_case):
                yield part
                yield from _blocks(part.body, is_body=False)
        nested = getattr(statement, field, None)
        if isinstance(nested, list) and nested and isinstance(nested[0], ast.stmt):
            yield from _blocks(nested, is_body=definition and field == "body")


def _parts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_code(statement: ast.stmt, *, is_first: bool) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return not is_first and not isinstance(statement.value.value, str | type(...))
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return False
    return not isinstance(statement, ast.Global | ast.Nonlocal)


def _is_for_checkers(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING")


def _first_line(block: Block) -> int:
    if isinstance(block, ast.match_case):
        return block.pattern.lineno
    decorators: list[ast.expr] = getattr(block, "decorator_list", [])
    return min([block.lineno, *(decorator.lineno for decorator in decorators)])


def _is_blank(line: bytes) -> bool:
    text = line.strip()
    return not text or text.startswith(b"#")


def _common(old: list[bytes], new: list[bytes]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count
