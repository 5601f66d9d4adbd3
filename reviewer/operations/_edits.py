"""Edits named by `ast` positions and carried out by LibCST: expressions replaced, imports dropped and added.

The decision what to edit is taken on the `ast` (see `reviewer.names`); this file only knows how to write it down so
that every byte outside the edited nodes stays.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import libcst as cst
from libcst.metadata import PositionProvider

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Names
from reviewer.operations._codemod import Codemod, rewrite
from reviewer.tree import Tree

Key = tuple[str, int, int, int, int]
Edit = Callable[[cst.CSTNode], cst.CSTNode]
DefinitionEdit = Callable[[cst.FunctionDef], cst.FunctionDef]
_Order = tuple[int, bool, int, str]
"""Kind of module, `from` or not, leading dots (most first), name."""
_EDITED = (cst.BaseExpression, cst.Import, cst.ImportFrom)


@dataclass(frozen=True, slots=True)
class Source:
    """One file, parsed by `ast`."""

    path: str
    content: bytes
    lines: tuple[str, ...]
    names: Names

    def key(self, node: ast.expr | ast.stmt) -> Key:
        """How LibCST finds the same node: its class and position, columns in characters."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return (type(node).__name__, node.lineno, self._column(node.lineno, node.col_offset),
                end_line, self._column(end_line, end_column))

    def _column(self, line: int, offset: int) -> int:
        return len(self.lines[line - 1].encode("utf-8")[:offset].decode("utf-8"))


def parse(path: str, content: bytes) -> Source:
    """Raises OperationDeclined for a file that this Python cannot parse."""
    try:
        tree = ast.parse(content)
        names = Names(tree)
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        lines = re.split("\r\n|\r|\n", content.decode(encoding))
    except (SyntaxError, ValueError, RecursionError, MemoryError, LookupError) as error:
        raise OperationDeclined(f"{path} cannot be parsed") from error
    return Source(path, content, tuple(lines), names)


def read(tree: Tree, path: str) -> Source:
    """Raises OperationDeclined when the file is gone or cannot be parsed."""
    if not tree.exists(path):
        raise OperationDeclined(f"{path} is no longer there")
    return parse(path, tree.read(path))


@dataclass(frozen=True, slots=True)
class NewImport:
    """`from module import name`, or `import module` when `name` is None. The module may have leading dots."""

    module: str
    name: str | None = None

    @property
    def binds(self) -> str:
        return self.name or self.module.partition(".")[0]

    def statement(self) -> cst.SimpleStatementLine:
        text = f"from {self.module} import {self.name}" if self.name else f"import {self.module}"
        line = cst.parse_statement(text + "\n")
        assert isinstance(line, cst.SimpleStatementLine)
        return line


class Edits(Codemod):
    """Expression edits, dropped imports and added imports for one file, in one pass."""

    def __init__(self, source: Source, first_party: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._source = source
        self._first_party = first_party
        self._at: dict[Key, Edit] = {}
        self._dropped: dict[Key, set[str]] = {}
        self._merged: dict[Key, list[str]] = {}
        self._beside: dict[Key, list[_Addition]] = {}
        self._on_top: list[NewImport] = []
        self._markers: list[cst.Pass] = []
        self._headed = False
        """Comments stand before the first statement, so the blank lines after it keep what follows apart."""
        self._defined: dict[tuple[str, int], tuple[DefinitionEdit, str | None]] = {}

    def replace(self, node: ast.expr | ast.stmt, edit: Edit | str) -> None:
        """Give the expression this text, or what the function makes of its node. Parentheses around it stay.

        Of statements, imports can be edited, by a function.
        """
        self._at[self._source.key(node)] = _becomes(edit) if isinstance(edit, str) else edit

    def drop(self, statement: ast.stmt, alias: ast.alias) -> None:
        """Take one name out of an import; the statement goes with its last name."""
        self._dropped.setdefault(self._source.key(statement), set()).add(_written(alias))

    def add(self, new: NewImport) -> None:
        """Put the import where a sorted file has it: beside its kind, else as a group of its own."""
        statements = [s for s in self._source.names.tree.body if isinstance(s, ast.Import | ast.ImportFrom)]
        same = [s for s in statements if isinstance(s, ast.ImportFrom) and s.names[0].name != "*"
                and "." * s.level + (s.module or "") == new.module]
        if same and new.name:
            self._merged.setdefault(self._source.key(same[0]), []).append(new.name)
        elif statements:
            anchor, addition = self._anchor(statements, new)
            self._beside.setdefault(self._source.key(anchor), []).append(addition)
        else:
            self._on_top.append(new)

    def _anchor(self, statements: Sequence[ast.Import | ast.ImportFrom], new: NewImport,
                ) -> tuple[ast.Import | ast.ImportFrom, _Addition]:
        mine = self._order(new.module, new.name is not None)
        kin = [s for s in statements if self._order_of(s)[0] == mine[0]]
        smaller = [s for s in kin or statements if self._order_of(s) <= mine]
        if smaller:
            return smaller[-1], _Addition(new, after=True, apart=not kin)
        return (kin or statements)[0], _Addition(new, after=False, apart=not kin)

    def _order_of(self, statement: ast.Import | ast.ImportFrom) -> _Order:
        if isinstance(statement, ast.Import):
            return self._order(statement.names[0].name, False)
        return self._order("." * statement.level + (statement.module or ""), True)

    def _order(self, module: str, is_from: bool) -> _Order:
        """Where isort and ruff put it: future, standard library, others, the project's own, relative."""
        root = module.partition(".")[0]
        kind = (0 if root == "__future__" else 4 if not root else 1 if root in sys.stdlib_module_names
                else 3 if root in self._first_party else 2)
        return kind, is_from, len(module.lstrip(".")) - len(module), module.lower()

    def define(self, function: ast.FunctionDef | ast.AsyncFunctionDef, edit: DefinitionEdit,
               first: str | None = None) -> None:
        """Edit the head of a definition; `first` is a statement to put at the start of its body."""
        self._defined[function.name, function.lineno] = (edit, first)

    def change(self) -> FileChange | None:
        return rewrite(self._source.path, self._source.content, self)

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT,
                 ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        result = super().on_leave(original_node, updated_node)
        if isinstance(original_node, _EDITED) and isinstance(result, cst.CSTNode):
            edit = self._at.get(self._key(original_node))
            if edit is not None:
                self.touch(original_node)
                return cast("cst.CSTNodeT", edit(result))
        return result

    def _key(self, node: cst.CSTNode) -> Key:
        where = self.get_metadata(PositionProvider, node)
        return type(node).__name__, where.start.line, where.start.column, where.end.line, where.end.column

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> cst.Import | cst.Pass:
        dropped = self._dropped.get(self._key(original_node))
        if not dropped:
            return updated_node
        self.touch(original_node)
        names = _without(updated_node.names, dropped)
        return updated_node.with_changes(names=names) if names else self._emptied()

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom,
                         ) -> cst.ImportFrom | cst.Pass:
        key = self._key(original_node)
        dropped, merged = self._dropped.get(key), self._merged.get(key)
        if isinstance(updated_node.names, cst.ImportStar) or not (dropped or merged):
            return updated_node
        self.touch(original_node)
        names = tuple(updated_node.names)
        for name in merged or ():
            names = _with(names, name)
        names = _without(names, dropped or set())
        return updated_node.with_changes(names=names) if names else self._emptied()

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        line = self.get_metadata(PositionProvider, original_node).start.line
        edit, first = self._defined.get((original_node.name.value, line), (None, None))
        if edit is None:
            return updated_node
        body = self.get_metadata(PositionProvider, original_node.body).start.line
        # The position of a block is that of its first statement, past the line that ends the head.
        self.spans.add((line, max(line, body - isinstance(original_node.body, cst.IndentedBlock))))
        return self._begun(original_node, edit(updated_node), first)

    def _begun(self, original: cst.FunctionDef, function: cst.FunctionDef, first: str | None) -> cst.FunctionDef:
        """The definition with one more statement at the start of its body, after the docstring."""
        if first is None:
            return function
        if not isinstance(function.body, cst.IndentedBlock):
            raise OperationDeclined(f"the body of {function.name.value} stands on the line of its head")
        after = 1 if function.get_docstring() is not None else 0
        statements = list(function.body.body)
        line = self.lines_of(original.body.body[after - 1])[1] if after else self.lines_of(original.body.body[0])[0] - 1
        self.spans.add((line + 1, line))
        statements.insert(after, cst.parse_statement(first + "\n"))
        return function.with_changes(body=function.body.with_changes(body=statements))

    def _emptied(self) -> cst.Pass:
        """Holds the place of an import without names until its block is left: LibCST would drop the line at once."""
        self._markers.append(cst.Pass())
        return self._markers[-1]

    def leave_SimpleStatementLine(self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine,
                                  ) -> cst.SimpleStatementLine:
        body = [small for small in updated_node.body if small not in self._markers]
        if not body or len(body) == len(updated_node.body):
            return updated_node
        return updated_node.with_changes(body=[*body[:-1], body[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)])

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock,
                            ) -> cst.IndentedBlock:
        return updated_node.with_changes(body=self._statements(original_node.body, updated_node.body))

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        self._headed = bool(original_node.header)
        body = self._statements(original_node.body, updated_node.body)
        for new in self._on_top:
            body = self._put_on_top(original_node, body, new)
        return updated_node.with_changes(body=body)

    def _statements(self, before: Sequence[cst.BaseStatement], after: Sequence[cst.BaseStatement],
                    ) -> list[cst.BaseStatement]:
        """The statements of a block without emptied import lines, with the added ones beside their anchors."""
        result: list[cst.BaseStatement] = []
        owed: Sequence[cst.EmptyLine] = ()
        bare = False
        for was, now in zip(before, after, strict=True):
            additions = self._additions(was)
            gone = isinstance(now, cst.SimpleStatementLine) and now.body[0] in self._markers
            if gone or additions:
                self._touch_with_blank_lines(was)
            if gone and not additions:
                owed, bare = meeting(owed, _of_others(was)), bare or (was is before[0] and not self._headed)
                continue
            group = _group(now, additions, gone=gone, first=not result)
            if bare and not result:
                group[0] = _unspaced(group[0])
            result += [after_lines(owed, group[0]) if owed else group[0], *group[1:]]
            owed = ()
        if any(line.comment for line in owed):
            raise OperationDeclined(f"{self._source.path}: a comment above an import would be lost")
        return result

    def _additions(self, statement: cst.BaseStatement) -> list[_Addition]:
        if not self._beside or not isinstance(statement, cst.SimpleStatementLine):
            return []
        return [one for small in statement.body for one in self._beside.get(self._key(small), ())]

    def _touch_with_blank_lines(self, statement: cst.BaseStatement) -> None:
        first, last = self.lines_of(statement)
        following = 0
        while last + following < len(self._source.lines) and not self._source.lines[last + following].strip():
            following += 1
        self.spans.add((first, last + following))

    def _put_on_top(self, module: cst.Module, body: list[cst.BaseStatement], new: NewImport) -> list[cst.BaseStatement]:
        after = 1 if module.get_docstring() is not None else 0
        blank = cst.EmptyLine(indent=False)
        line = new.statement().with_changes(leading_lines=[blank] if after else [])
        if after < len(body):
            least = 2 if isinstance(body[after], cst.FunctionDef | cst.ClassDef) else 1
            body[after] = _spaced(body[after], [blank] * least)
            first = self.lines_of(module.body[after])[0]
            self.spans.add((first, first + len(_blank(module.body[after])) - 1))
        return [*body[:after], line, *body[after:]]


@dataclass(frozen=True, slots=True)
class _Addition:
    """An import to be put beside another one."""

    new: NewImport
    after: bool
    apart: bool
    """In a group of its own."""


def first_party(tree: Tree) -> frozenset[str]:
    """Top-level names of the project's own packages and modules."""
    found = set()
    for path in tree.python_paths:
        parts = path.removeprefix("src/").split("/")
        found.add(parts[0].removesuffix(".py") if len(parts) == 1 else parts[0])
    return frozenset(found)


def _group(now: cst.BaseStatement, additions: Sequence[_Addition], *, gone: bool, first: bool,
           ) -> list[cst.BaseStatement]:
    """The anchor, unless it is gone, with the additions around it."""
    blank = cst.EmptyLine(indent=False)
    group: list[cst.BaseStatement] = [] if gone else [now]
    for addition in additions:
        line = addition.new.statement()
        if gone and not group:
            apart = addition.apart and addition.after and not first and not _blank(now)
            group.append(line.with_changes(leading_lines=[blank] if apart else _leading(now)))
        elif addition.after:
            group.append(line.with_changes(leading_lines=[blank] if addition.apart else []))
        else:
            rest = _leading(now)[len(_blank(now)):]
            group[0] = group[0].with_changes(leading_lines=[*([blank] if addition.apart else []), *rest])
            group.insert(0, line.with_changes(leading_lines=_blank(now)))
    return group


def _leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def _blank(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    """The blank lines before the statement, up to its first comment."""
    lines = _leading(statement)
    return lines[:blank_lines(lines)]


def _of_others(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    """The leading lines that stay when the statement goes: all above the comment that touches it."""
    lines = _leading(statement)
    own = len(lines)
    while own and lines[own - 1].comment is not None:
        own -= 1
    return lines[:own]


def meeting(one: Sequence[cst.EmptyLine], other: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Two runs of leading lines that meet: all comments, and the larger of the gaps between."""
    if not any(line.comment for line in other):
        ends = [*one]
        while ends and ends[-1].comment is None:
            ends.pop()
        gap = max(len(one) - len(ends), len(other))
        blank = next((line for line in (*one, *other) if line.comment is None), None)
        return [*ends, *([blank] * gap if blank is not None else [])]
    return [*meeting(one, other[:blank_lines(other)]), *other[blank_lines(other):]]


def blank_lines(lines: Sequence[cst.EmptyLine]) -> int:
    """How many blank lines stand before the first comment."""
    return next((n for n, line in enumerate(lines) if line.comment), len(lines))


def after_lines(owed: Sequence[cst.EmptyLine], statement: cst.BaseStatement) -> cst.BaseStatement:
    """The statement below leading lines that another one left behind."""
    return statement.with_changes(leading_lines=meeting(owed, _leading(statement)))


def _spaced(statement: cst.BaseStatement, blank: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    """The statement with at least these blank lines before it."""
    missing = len(blank) - len(_blank(statement))
    if missing <= 0:
        return statement
    return statement.with_changes(leading_lines=[*blank[:missing], *_leading(statement)])


def _unspaced(statement: cst.BaseStatement) -> cst.BaseStatement:
    return statement.with_changes(leading_lines=_leading(statement)[len(_blank(statement)):])


def _written(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _spelled(alias: cst.ImportAlias) -> str:
    return f"{alias.evaluated_name} as {alias.evaluated_alias}" if alias.evaluated_alias else alias.evaluated_name


def _without(names: Iterable[cst.ImportAlias], dropped: set[str]) -> tuple[cst.ImportAlias, ...]:
    """The names that stay; the last one takes over how the list ended."""
    kept: list[cst.ImportAlias] = []
    comma: cst.Comma | cst.MaybeSentinel | None = None
    for alias in names:
        if _spelled(alias) in dropped:
            comma = alias.comma
        else:
            kept.append(alias)
            comma = None
    if kept and comma is not None:
        kept[-1] = kept[-1].with_changes(comma=comma)
    return tuple(kept)


def _with(names: tuple[cst.ImportAlias, ...], name: str) -> tuple[cst.ImportAlias, ...]:
    """The names and one more, where it sorts in."""
    at = next((n for n, alias in enumerate(names) if _rank(alias.evaluated_name) > _rank(name)), len(names))
    new = cst.ImportAlias(cst.Name(name))
    comma = _plain_comma(names)
    if at < len(names):
        return (*names[:at], new.with_changes(comma=comma), *names[at:])
    last = names[-1]
    return (*names[:-1], last.with_changes(comma=comma), new.with_changes(comma=last.comma))


def _plain_comma(names: tuple[cst.ImportAlias, ...]) -> cst.Comma:
    """How the list separates its names, a line each or by spaces, without anybody's comment."""
    for alias in names[:-1]:
        if isinstance(alias.comma, cst.Comma):
            comma = alias.comma.deep_clone()
            if isinstance(space := comma.whitespace_after, cst.ParenthesizedWhitespace):
                line = space.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
                return comma.with_changes(whitespace_after=space.with_changes(first_line=line, empty_lines=[]))
            return comma
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _rank(name: str) -> tuple[int, str]:
    """Constants, classes, the rest: how isort and ruff order the names of one import."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name


def _becomes(text: str) -> Edit:
    def edit(node: cst.CSTNode) -> cst.CSTNode:
        new = cst.parse_expression(text)
        if isinstance(node, cst.BaseExpression) and node.lpar:
            return new.with_changes(lpar=node.lpar, rpar=node.rpar)
        return new
    return edit
