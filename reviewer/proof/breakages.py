"""Breakages that the verifier makes in the changed code: a suite that notices none of them proves nothing. Pure.

Each one replaces an expression that the change brought in, so that what no run ever evaluates, such as annotations
under `from __future__ import annotations`, cannot pass for tested.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from reviewer.proof.parsing import parse
from reviewer.proof.probes import Block, Hunk, code_blocks, entry, hunks, last_own_line, owners_of, split_lines

MOST = 6
"""Breakages per draft: one more than grade A takes. A draft that changes few statements has more in each."""
TRIED = 4 * MOST
"""Ways to break one statement that are tried: some do not parse, some are the same."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Splice = tuple[int, int, int, int, str]
"""First line and column, last line and column, and the text instead. Columns are UTF-8 bytes."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """One file of the head, broken in one place."""

    path: str
    line: int
    column: int
    """Where the statement begins that was broken: the place of its probe."""
    what: str
    """In our words: `None instead of a call`."""
    after: bytes


def breakages(files: Iterable[tuple[str, bytes, bytes]], most: int = MOST) -> list[Breakage]:
    """Breakages of (path, before, after), at most `most`: first one per statement, imports last; always the same."""
    queues = [queue for path, before, after in files for queue in _by_statement(path, before, after)]
    queues.sort(key=lambda queue: queue[0].what == NO_IMPORT)
    rounds = chain.from_iterable(zip_longest(*queues))
    return [breakage for breakage in rounds if breakage is not None][:most]


NO_IMPORT = "an import left out"


def _by_statement(path: str, before: bytes, after: bytes) -> Iterator[list[Breakage]]:
    """The breakages of each changed statement; none that do not parse or change nothing."""
    text, encoding, mark = _decoded(after)
    changed = hunks(before, after)
    lines = {line for hunk in changed for line in hunk.head}
    tree = parse(text)
    blocks = list(code_blocks(tree))
    owned = {id(block): block for line in sorted(lines) for block in owners_of(line, blocks)}
    for block in owned.values():
        old = _replaced(before, changed, block)
        found = []
        for splice, what in islice(_splices(block, lines, old, text), TRIED):
            broken = _spliced(text, splice)
            if broken != text and _parses(broken):
                place = entry(block)
                found.append(Breakage(path, place.lineno, place.col_offset, what, mark + broken.encode(encoding)))
        if found:
            yield found


def _splices(block: Block, lines: set[int], old: list[Block], text: str) -> Iterator[tuple[Splice, str]]:
    """Ways to break one statement, the most telling first."""
    if isinstance(block, ast.Import | ast.ImportFrom):
        yield _instead(block, "pass"), NO_IMPORT
        return
    if isinstance(block, ast.Break | ast.Continue | ast.Delete):
        yield _instead(block, "pass"), "a statement left out"
        return
    signatures = [_parameters(function) for function in old if isinstance(function, Function)]
    if isinstance(block, Function) and _parameters(block) not in signatures:
        yield from _extra_parameter(block, text)
    known = {_shape(node) for statement in old for node in _own_expressions(statement)}
    own = [node for node in _own_expressions(block) if _spans(node) & lines]
    new = [node for node in own if _shape(node) not in known]
    if not new and not isinstance(block, Function | ast.AnnAssign):
        new = own  # moved, or something was taken out of it
    annotations = {id(node) for root in _annotations(block) for node in ast.walk(root)}
    ranked = sorted(filter(_can_replace, new), key=lambda node: (_size(node), node.lineno, node.col_offset))
    crashing, same = _crashing(own), _turned_already(new)
    ordered = [node for node in [*ranked[:1], *ranked[:0:-1]] if id(node) not in same]
    for node in sorted(ordered, key=lambda node: id(node) in crashing):
        instead, what = _wrong(node, id(node) in annotations, text)
        yield _instead(node, instead), what


def _crashing(own: list[ast.expr]) -> set[int]:
    """What is called, or taken an attribute or item of: without it the line raises, which any test that runs it
    notices. Such breakages tell least, so they come last."""
    called = {id(node.func) for node in own if isinstance(node, ast.Call)}
    return called | {id(node.value) for node in own if isinstance(node, ast.Attribute | ast.Subscript)}


def _turned_already(new: list[ast.expr]) -> set[int]:
    """Conditions under a `not` that is turned round itself: the same breakage twice would count as two."""
    return {id(node.operand) for node in new if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
            and isinstance(node.operand, ast.Compare | ast.BoolOp)}


def _wrong(node: ast.expr, is_annotation: bool, text: str) -> tuple[str, str]:
    """Another expression, and what it is. Always in parentheses, so that it fits wherever the first one stood."""
    source = ast.get_source_segment(text, node) or "None"
    if is_annotation:
        return "(().nova_breakage)", "an annotation that raises"
    if isinstance(node, ast.Compare | ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        return f"(not ({source}))", "a condition turned round"
    if isinstance(node, ast.Constant):
        return _wrong_constant(node.value, source), "another constant"
    return "(None)", f"None instead of {_called(node)}"


def _wrong_constant(value: object, source: str) -> str:
    if isinstance(value, bool):
        return f"({not value})"
    if isinstance(value, int | float | complex):
        return f"(({source}) + 1)"
    if isinstance(value, str):
        return f"(({source}) + '!')"
    if isinstance(value, bytes):
        return f"(({source}) + b'!')"
    return "(0)"


def _called(node: ast.expr) -> str:
    names = {ast.Call: "a call", ast.Name: "a name", ast.Attribute: "an attribute", ast.Subscript: "an item"}
    return names.get(type(node), "a value")


def _own_expressions(block: Block) -> list[ast.expr]:
    """Expressions of the statement itself, not of those inside it, nor of pieces of f-strings (whose positions
    are wrong before Python 3.12)."""
    found: list[ast.expr] = []
    stack: list[ast.AST] = [block]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.expr):
            found.append(node)
        if not isinstance(node, ast.JoinedStr):
            stack.extend(child for child in ast.iter_child_nodes(node)
                         if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case | ast.pattern))
    return found


def _annotations(block: Block) -> list[ast.expr]:
    if isinstance(block, ast.AnnAssign):
        return [block.annotation]
    if not isinstance(block, Function):
        return []
    arguments = [node for node in ast.walk(block.args) if isinstance(node, ast.arg)]
    return [root for root in [*(argument.annotation for argument in arguments), block.returns] if root is not None]


def _parameters(function: Function) -> str:
    """The signature without annotations."""
    names = [(kind, argument.arg) for kind, group in (
        ("/", function.args.posonlyargs), ("", function.args.args), ("=", function.args.kwonlyargs),
        ("*", [function.args.vararg]), ("**", [function.args.kwarg])) for argument in group if argument is not None]
    defaults = [_shape(value) for value in [*function.args.defaults, *function.args.kw_defaults] if value is not None]
    return repr((function.name, names, defaults))


def _extra_parameter(function: Function, text: str) -> Iterator[tuple[Splice, str]]:
    lines = split_lines(text.encode())
    rest = lines[function.lineno - 1][function.col_offset:]
    head = re.match(rb"(?:async\s+)?def\s+\w+\s*\(", rest)
    if head:
        column = function.col_offset + head.end()
        yield (function.lineno, column, function.lineno, column, "nova_breakage, "), "a parameter that no call gives"


def _replaced(before: bytes, changed: list[Hunk], block: Block) -> list[Block]:
    """The statements of the base whose place the block took."""
    own = range(getattr(block, "lineno", entry(block).lineno), last_own_line(block) + 1)
    first = min([own.start, *(d.lineno for d in getattr(block, "decorator_list", ()))])
    base = {line for hunk in changed if set(hunk.head) & set(range(first, own.stop)) for line in hunk.base}
    try:
        blocks = list(code_blocks(parse(before)))
    except (SyntaxError, ValueError):
        return []
    return list({id(found): found for line in sorted(base) for found in owners_of(line, blocks)}.values())


def _shape(node: ast.AST) -> str:
    return re.sub(r", ctx=(?:Load|Store|Del)\(\)", "", ast.dump(node))


def _can_replace(node: ast.expr) -> bool:
    return (isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not isinstance(node, ast.Slice | ast.Starred)
            and not (isinstance(node, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.elts)))


def _spans(node: ast.expr) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _size(node: ast.expr) -> int:
    return sum(1 for _ in ast.walk(node))


def _instead(node: ast.stmt | ast.expr, text: str) -> Splice:
    return (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset, text)


def _spliced(text: str, splice: Splice) -> str:
    line, column, end_line, end_column, instead = splice
    lines = split_lines(text.encode())
    head = b"".join(lines[:line - 1]) + lines[line - 1][:column]
    tail = lines[end_line - 1][end_column:] + b"".join(lines[end_line:])
    return (head + instead.encode() + tail).decode()


def _decoded(source: bytes) -> tuple[str, str, bytes]:
    """Its text, its encoding, and the byte order mark that it begins with."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    mark = b"\xef\xbb\xbf" if source.startswith(b"\xef\xbb\xbf") else b""
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    return source.removeprefix(mark).decode(encoding), encoding, mark


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<breakage>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True
