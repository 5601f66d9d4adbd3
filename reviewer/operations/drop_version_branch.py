"""Keep the branch that every supported Python takes: version tests and fallbacks for modules that are always there."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import PositionProvider

from reviewer.domain.change import FileChange, Span
from reviewer.domain.finding import Effect
from reviewer.names import Names
from reviewer.operations import _schema as shape
from reviewer.operations._codemod import Codemod, rewrite
from reviewer.operations._edits import Edits, Source, parse, read
from reviewer.operations._floor import floor_of
from reviewer.operations._idle import bound_by, does_nothing, idle_imports, spelled, why_keep_here, why_wanted_elsewhere
from reviewer.operations._spare import wanted_elsewhere
from reviewer.tree import Tree

Version = tuple[int, int]
Place = tuple[str, int, int]
Branching = ast.If | ast.IfExp | ast.Try

SINCE: Mapping[str, Version] = {
    "asyncio": (3, 4), "collections.abc": (3, 3), "contextvars": (3, 7), "dataclasses": (3, 7), "enum": (3, 4),
    "faulthandler": (3, 3), "functools.cache": (3, 9), "functools.cached_property": (3, 8),
    "functools.lru_cache": (3, 2), "functools.singledispatch": (3, 4), "functools.singledispatchmethod": (3, 8),
    "graphlib": (3, 9), "html.escape": (3, 2), "importlib.metadata": (3, 8), "importlib.metadata.version": (3, 8),
    "importlib.metadata.PackageNotFoundError": (3, 8), "importlib.resources": (3, 7), "inspect.signature": (3, 3),
    "io.StringIO": (3, 0), "itertools.pairwise": (3, 10), "itertools.zip_longest": (3, 0), "json": (3, 0),
    "math.gcd": (3, 5), "math.prod": (3, 8), "contextlib.ExitStack": (3, 3), "contextlib.AsyncExitStack": (3, 7),
    "contextlib.nullcontext": (3, 7), "contextlib.asynccontextmanager": (3, 7), "contextlib.aclosing": (3, 10),
    "contextlib.suppress": (3, 4), "pathlib": (3, 4), "pathlib.Path": (3, 4), "queue": (3, 0), "configparser": (3, 0),
    "secrets": (3, 6), "selectors": (3, 4), "shlex.quote": (3, 3), "shutil.which": (3, 3), "statistics": (3, 4),
    "time.monotonic": (3, 3), "time.perf_counter": (3, 3), "tomllib": (3, 11), "types.SimpleNamespace": (3, 3),
    "typing": (3, 5), "typing.Annotated": (3, 9), "typing.AsyncGenerator": (3, 7), "typing.Concatenate": (3, 10),
    "typing.Final": (3, 8), "typing.Literal": (3, 8), "typing.LiteralString": (3, 11), "typing.Never": (3, 11),
    "typing.NotRequired": (3, 11), "typing.OrderedDict": (3, 8), "typing.ParamSpec": (3, 10), "typing.Protocol": (3, 8),
    "typing.Required": (3, 11), "typing.Self": (3, 11), "typing.SupportsIndex": (3, 8), "typing.TypeAlias": (3, 10),
    "typing.TypedDict": (3, 8), "typing.TypeGuard": (3, 10), "typing.TypeVarTuple": (3, 11), "typing.Unpack": (3, 11),
    "typing.assert_never": (3, 11), "typing.final": (3, 8), "typing.get_args": (3, 8), "typing.get_origin": (3, 8),
    "typing.override": (3, 12), "typing.runtime_checkable": (3, 8), "unittest.mock": (3, 3),
    "unittest.mock.Mock": (3, 3), "unittest.mock.patch": (3, 3), "unittest.IsolatedAsyncioTestCase": (3, 8),
    "urllib.parse": (3, 0), "urllib.parse.quote": (3, 0), "urllib.parse.unquote": (3, 0),
    "urllib.parse.urlencode": (3, 0), "urllib.parse.urljoin": (3, 0), "urllib.parse.urlparse": (3, 0),
    "urllib.parse.urlsplit": (3, 0), "urllib.request": (3, 0), "urllib.request.urlopen": (3, 0), "zoneinfo": (3, 9),
    "zoneinfo.ZoneInfo": (3, 9), **{f"collections.abc.{name}": (3, 3) for name in (
        "Callable", "Container", "Hashable", "ItemsView", "Iterable", "Iterator", "KeysView", "Mapping", "MappingView",
        "MutableMapping", "MutableSequence", "MutableSet", "Sequence", "Set", "Sized", "ValuesView")},
}
"""Parts of the standard library and the first Python that has them. Modules that a build may leave out are not here."""

_OPERATORS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne}
_TELLS_SOMEBODY = frozenset({"sys.exit", "exit", "quit", "os._exit", "warnings.warn"})
_ABSENT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
_ABOUT_VERSIONS = re.compile(r"\b(python|py)\s*-?[23]|\b[23]\.\d|compat|backport|version|fallback", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decided:
    """A branching of which every supported Python takes the same side."""

    node: Branching
    scope: str
    test: str
    """What is tested, as `ast.unparse` writes it; for a `try`, its first line."""
    holds: bool

    @property
    def place(self) -> Place:
        return type(self.node).__name__, self.node.lineno, self.node.col_offset


@dataclass(frozen=True)
class DropVersionBranch:
    kind = "drop_version_branch"
    does = ("Keeps, in one file, the side of version tests and import fallbacks that every supported Python takes; "
            "leaves alone a test that depends on the Python, and names that others use.")
    parameters = shape.takes(
        path=shape.path("The file"),
        branches=shape.some(
            shape.takes(
                test=shape.source("What is tested, as `ast.unparse` writes it; of a `try`, its first line",
                                  "sys.version_info >= (3, 8)", "import tomllib"),
                optional={"scope": shape.scope("The function or class around it", "Reader.load")}),
            "The branchings", [{"test": "sys.version_info >= (3, 8)", "scope": "Reader.load"}]),
        optional={"floor": shape.floor()})
    effect = Effect.PRESERVES
    changes_what = None
    safe = "The test gives the same answer on every Python that the project supports, and the branch it takes is kept."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        floor = floor_of(tree, parameters)
        wanted = {(one["test"], one.get("scope", "")) for one in parameters["branches"]}
        chosen = [one for one in decided(source, tree, floor) if (one.test, one.scope) in wanted]
        codemod = _Keep({one.place: one.holds for one in chosen})
        change = rewrite(source.path, source.content, codemod)
        if change is not None and change.after is not None:
            yield _without_spare_imports(source, change, tree)


def decided(source: Source, tree: Tree, floor: Version) -> Iterator[Decided]:
    """Every branching of the file that can be dropped without losing anything."""
    for node in ast.walk(source.names.tree):
        if isinstance(node, ast.If | ast.IfExp):
            holds = outcome(node.test, source.names, floor)
            test = ast.unparse(node.test)
        elif isinstance(node, ast.Try) and _is_always_there(node, floor):
            holds, test = True, ast.unparse(node.body[0])
        else:
            continue
        if holds is None or _refuses(node, holds) or _lost_names(source, node, holds, tree):
            continue
        if _is_clean(source, node, holds):
            yield Decided(node, source.names.qualname(node), test, holds)


def outcome(test: ast.expr, names: Names, floor: Version) -> bool | None:
    """What a version test gives on every Python from the floor on; None: it depends, or is no such test."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or type(test.ops[0]) not in _OPERATORS:
        return None
    part = _part_of_version(test.left, names)
    right = _literal(test.comparators[0])
    if part is None or right is None:
        return None
    compare = _OPERATORS[type(test.ops[0])]
    pythons: list[tuple[Any, ...]] = [(3, minor, micro, "final", 0) for minor in range(floor[1], 40)
                                      for micro in (0, 30)]
    if not isinstance(test.ops[0], ast.Eq | ast.NotEq):
        pythons.append((4, 0, 0, "final", 0))
    try:
        answers = {compare(part(python), right) for python in pythons}
    except TypeError:
        return None
    return answers.pop() if len(answers) == 1 else None


def _part_of_version(node: ast.expr, names: Names) -> Callable[[tuple[Any, ...]], Any] | None:
    """How to take from a version what an expression over `sys.version_info` takes."""
    if names.dotted(node) == "sys.version_info":
        return lambda version: version
    if names.dotted(node) == "sys.version_info.major":
        return lambda version: version[0]
    if not isinstance(node, ast.Subscript) or names.dotted(node.value) != "sys.version_info":
        return None
    if isinstance(node.slice, ast.Constant) and node.slice.value == 0:
        return lambda version: version[0]
    if isinstance(node.slice, ast.Slice) and node.slice.lower is None and node.slice.step is None:
        end = node.slice.upper
        if isinstance(end, ast.Constant) and isinstance(end.value, int) and 0 < end.value <= 3:
            size = end.value
            return lambda version: version[:size]
    return None


def _literal(node: ast.expr) -> int | tuple[Any, ...] | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if isinstance(value, int | tuple) else None


def _is_always_there(node: ast.Try, floor: Version) -> bool:
    """`try: import new` with a fallback that binds the same names, where every supported Python has the new one."""
    if len(node.handlers) != 1 or node.orelse or node.finalbody or not _catches_absence(node.handlers[0].type):
        return False
    for statement in node.body:
        if isinstance(statement, ast.Import):
            known = [SINCE.get(alias.name) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            known = [SINCE.get(f"{statement.module}.{alias.name}") for alias in statement.names]
        else:
            return False
        if any(since is None or since > floor for since in known):
            return False
    return _bound(node.handlers[0].body) <= _bound(node.body)


def _catches_absence(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return all(name is None or (isinstance(name, ast.Name) and name.id in _ABSENT) for name in names)


def _bound(statements: Sequence[ast.stmt]) -> set[str]:
    """Names that the statements bind in their own scope."""
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.update(bound_by(alias, node) for alias in node.names)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
    return found


def _sides(node: Branching, holds: bool) -> tuple[Sequence[ast.stmt], Sequence[ast.stmt]]:
    """(what stays, what goes) of a statement; nothing for an expression."""
    if isinstance(node, ast.IfExp):
        return [], []
    if isinstance(node, ast.Try):
        return node.body, node.handlers[0].body
    return (node.body, node.orelse) if holds else (node.orelse, node.body)


def _refuses(node: Branching, holds: bool) -> bool:
    """`if sys.version_info < ...: sys.exit(...)` tells somebody on an old Python what is wrong, so it stays."""
    stays, goes = _sides(node, holds)
    inside = [inner for statement in goes for inner in ast.walk(statement)]
    return not stays and any(isinstance(inner, ast.Raise)
                             or (isinstance(inner, ast.Call) and ast.unparse(inner.func) in _TELLS_SOMEBODY)
                             for inner in inside)


def _lost_names(source: Source, node: Branching, holds: bool, tree: Tree) -> bool:
    """Does something else use a name that only the dead side binds?"""
    if isinstance(node, ast.IfExp):
        return False
    stays, goes = _sides(node, holds)
    inside = {inner for statement in goes for inner in ast.walk(statement)}
    scope = source.names.scopes[node]
    for name in _bound(goes) - _bound(stays):
        home = scope.home(name) or scope
        if any(binding.node not in inside for binding in home.bindings.get(name, ())):
            continue
        if any(use not in inside and isinstance(use.ctx, ast.Load) for use in source.names.uses(home, name)):
            return True
        if home is source.names.top and wanted_elsewhere(tree, source.path, name):
            return True
    return False


def _is_clean(source: Source, node: Branching, holds: bool) -> bool:
    """No comment stands where it would have no place: after the last kept line, or inside an expression."""
    if isinstance(node, ast.IfExp):
        return not any("#" in line for line in source.lines[node.lineno - 1:node.end_lineno])
    stays, _ = _sides(node, holds)
    if stays and stays[0].lineno == node.lineno and not isinstance(stays[0], ast.If):
        return False
    last = (stays[-1].end_lineno or stays[-1].lineno) if stays else len(source.lines)
    for line in source.lines[last:]:
        if line.strip() and not line.lstrip().startswith("#"):
            break
        if line.strip() and len(line) - len(line.lstrip()) > node.col_offset:
            return False
    return True


def _without_spare_imports(source: Source, change: FileChange, tree: Tree) -> FileChange:
    """The change, with the imports taken out that only the dead sides used."""
    assert change.after is not None
    before = {(spelled(alias, statement), source.names.qualname(statement))
              for statement, alias in idle_imports(source)}
    after = parse(source.path, change.after)
    edits = Edits(after)
    spans: list[Span] = list(change.spans)
    for statement, alias in idle_imports(after):
        text, scope = spelled(alias, statement), after.names.qualname(statement)
        if (text, scope) in before or why_keep_here(after, statement, alias, was_used=True) is not None:
            continue
        if why_wanted_elsewhere(tree, source.path, bound_by(alias, statement)) is None and does_nothing(
                tree, after, statement, alias):
            edits.drop(statement, alias)
            spans += _lines_of_import(source, text, scope)
    last = edits.change()
    return FileChange(path=source.path, before=change.before, after=last.after if last else change.after,
                      spans=tuple(sorted(set(spans))))


def _lines_of_import(source: Source, text: str, scope: str) -> Iterator[Span]:
    """Where the import stood in the base, with the blank lines around it."""
    for statement, _ in source.names.imports():
        if source.names.qualname(statement) == scope and any(spelled(a, statement) == text for a in statement.names):
            first, last = statement.lineno, statement.end_lineno or statement.lineno
            while first > 1 and not source.lines[first - 2].strip():
                first -= 1
            while last < len(source.lines) and not source.lines[last].strip():
                last += 1
            yield first, last


class _Keep(Codemod):
    """Puts the kept side in the place of each branching."""

    def __init__(self, holds: Mapping[Place, bool]) -> None:
        super().__init__()
        self._holds = holds
        self._elifs: set[cst.If] = set()

    def visit_If(self, node: cst.If) -> None:
        if isinstance(node.orelse, cst.If):
            self._elifs.add(node.orelse)

    # What stands in for an `elif` is an `else` or nothing, which LibCST's signature for an `if` does not foresee.
    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> Any:
        holds = self._holds.get(self._place("If", original_node))
        if holds is None:
            return updated_node
        self.touch(original_node)
        if original_node in self._elifs:
            return self._elif(updated_node, holds)
        if holds:
            return _flat(updated_node.body, updated_node.leading_lines)
        match updated_node.orelse:
            case cst.If() as other:
                return other.with_changes(leading_lines=_still_true(updated_node.leading_lines))
            case cst.Else() as other:
                return _flat(other.body, (*updated_node.leading_lines, *other.leading_lines))
        return cst.RemoveFromParent()

    @staticmethod
    def _elif(node: cst.If, holds: bool) -> Any:
        """What follows the tests before it: an `else`, another `elif`, or nothing. A node of its own kind in LibCST."""
        if holds:
            return cst.Else(body=node.body, leading_lines=node.leading_lines)
        return node.orelse if node.orelse is not None else cst.RemoveFromParent()

    def leave_Try(self, original_node: cst.Try, updated_node: cst.Try,
                  ) -> cst.Try | cst.FlattenSentinel[cst.BaseStatement]:
        if self._place("Try", original_node) not in self._holds:
            return updated_node
        self.touch(original_node)
        return _flat(updated_node.body, updated_node.leading_lines)

    def leave_IfExp(self, original_node: cst.IfExp, updated_node: cst.IfExp) -> cst.BaseExpression:
        holds = self._holds.get(self._place("IfExp", original_node))
        if holds is None:
            return updated_node
        self.touch(original_node)
        kept = updated_node.body if holds else updated_node.orelse
        simple = isinstance(kept, cst.Name | cst.Attribute | cst.Call | cst.Subscript | cst.BaseString | cst.BaseNumber)
        if kept.lpar or simple or not updated_node.lpar:
            return kept
        return kept.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock,
                            ) -> cst.IndentedBlock:
        if updated_node.body or not original_node.body:
            return updated_node
        return updated_node.with_changes(body=[cst.SimpleStatementLine([cst.Pass()])])

    def _place(self, kind: str, node: cst.CSTNode) -> Place:
        start = self.get_metadata(PositionProvider, node).start
        return kind, start.line, start.column


def _flat(suite: cst.BaseSuite, leading: Sequence[cst.EmptyLine]) -> cst.FlattenSentinel[cst.BaseStatement]:
    """The statements of a block, to stand where the branching stood."""
    if isinstance(suite, cst.SimpleStatementSuite):
        statements: list[Any] = [cst.SimpleStatementLine(suite.body, trailing_whitespace=suite.trailing_whitespace)]
    else:
        statements = list(suite.body)
    first = statements[0]
    own = [line for line in first.leading_lines if line.comment]
    return cst.FlattenSentinel([first.with_changes(leading_lines=[*_still_true(leading), *own]), *statements[1:]])


def _still_true(lines: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """The lines above a branching without the comment that explained why there was one."""
    last_blank = max((number for number, line in enumerate(lines) if not line.comment), default=-1)
    words = " ".join(line.comment.value for line in lines[last_blank + 1:] if line.comment)
    return list(lines[:last_blank + 1] if _ABOUT_VERSIONS.search(words) else lines)


OPERATION = DropVersionBranch()
