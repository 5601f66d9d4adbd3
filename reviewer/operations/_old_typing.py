"""Old typing syntax in annotations: what may be written shorter on a given floor, and what would then fail."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function, Names
from reviewer.operations._edits import Source, parse
from reviewer.operations._spare import spelled_in_strings
from reviewer.tree import Tree

Version = tuple[int, int]

GENERICS: Mapping[str, str] = {"List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset",
                               "Tuple": "tuple", "Type": "type"}
"""Names of `typing` that are only another spelling of a builtin, from 3.9 on."""

ABSTRACT = frozenset({
    "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Collection", "Container", "Coroutine",
    "Generator", "Hashable", "ItemsView", "Iterable", "Iterator", "KeysView", "Mapping", "MappingView",
    "MutableMapping", "MutableSequence", "MutableSet", "Reversible", "Sequence", "Sized", "ValuesView"})
"""Names that `collections.abc` has too, and that may stand in an annotation from 3.9 on."""

_CLASSES: Mapping[str, str] = {
    "argparse": "ArgumentParser Namespace", "asyncio": "AbstractEventLoop Event Future Lock Queue Semaphore Task",
    "collections": "ChainMap Counter OrderedDict UserDict UserList defaultdict deque",
    "concurrent.futures": "Executor Future ProcessPoolExecutor ThreadPoolExecutor", "configparser": "ConfigParser",
    "contextlib": "AsyncExitStack ExitStack", "datetime": "date datetime time timedelta timezone tzinfo",
    "decimal": "Decimal", "enum": "Enum Flag IntEnum", "email.message": "EmailMessage Message",
    "fractions": "Fraction", "inspect": "BoundArguments Parameter Signature", "io": "BytesIO IOBase StringIO",
    "json": "JSONDecoder JSONEncoder", "logging": "Formatter Handler LogRecord Logger",
    "os": "PathLike", "pathlib": "Path PosixPath PurePath", "random": "Random", "re": "Match Pattern",
    "socket": "socket", "ssl": "SSLContext", "string": "Formatter Template", "subprocess": "CompletedProcess Popen",
    "threading": "Condition Event Thread Timer", "types": "CodeType FrameType FunctionType MappingProxyType "
    "MethodType ModuleType SimpleNamespace TracebackType", "uuid": "UUID", "zoneinfo": "ZoneInfo",
    "numbers": "Complex Integral Number Rational Real", "numpy": "dtype generic ndarray",
    "pandas": "DataFrame DatetimeIndex Index MultiIndex Series Timedelta Timestamp",
}
"""Classes by module. `threading.Lock`, a function before 3.13, is a reason why a capital letter is not enough."""

_PLAIN_METACLASSES = ("abc.ABCMeta", "enum.EnumMeta")
_READERS = re.compile(rb"\bget_origin\b|\b__origin__\b|\b_\w*GenericAlias\b"
                      rb"|(\bis\b|==)\s*(not\s+)?(Union\b|typing\.(Union|List|Dict|Set|Tuple|Type)\b)")
"""Ways to tell `Union[X, None]` from `X | None`, or `List` from `list`. Passing annotations on is none."""
_CHECKED_AT_RUN_TIME = frozenset({
    "attr", "attrs", "beartype", "cattr", "cattrs", "dataclasses_json", "discord", "fastapi", "hydra", "injector",
    "marshmallow", "msgspec", "ninja", "omegaconf", "pydantic", "sqlalchemy", "sqlmodel", "strawberry", "typeguard",
    "typer"})
"""Packages that evaluate annotations, whatever `from __future__ import annotations` says."""


@dataclass(frozen=True, slots=True)
class Old:
    """One expression in old syntax. `unit` is the function, or the method of a class, around it; empty outside all."""

    node: ast.Name | ast.Attribute | ast.Subscript
    old: str
    unit: str

    @property
    def named(self) -> ast.expr:
        """The part of it that spells the old name."""
        return self.node.value if isinstance(self.node, ast.Subscript) else self.node


def reads_annotations(tree: Tree) -> str | None:
    """The first file whose own code takes annotations apart, and so may tell the two spellings apart."""
    return next((path for path in tree.python_paths if _READERS.search(tree.read(path))), None)


def tells_apart(reader: str) -> str:
    return f"{reader} takes annotations apart and may tell the two spellings apart"


def old_syntax(source: Source, tree: Tree, floor: Version) -> list[Old]:
    """Everything in the file's annotations that can be written in the new way, in source order."""
    if floor < (3, 9) or not any(b.target and b.target.startswith("typing") for b in source.names.imported()):
        return []
    reader = _Reader(source, tree, floor)
    found = [old for annotation, evaluated in written_annotations(source.names)
             for old in reader.within(annotation, evaluated)]
    return sorted(_that_leave_no_import_behind(source, found), key=lambda o: (o.node.lineno, o.node.col_offset))


def written_annotations(names: Names) -> Iterator[tuple[ast.expr, bool]]:
    """Every annotation of the file, and whether Python evaluates it when the file is loaded or called."""
    never = _postponed(names)
    for node in ast.walk(names.tree):
        if isinstance(node, Function):
            parameters = [inner for inner in ast.walk(node.args) if isinstance(inner, ast.arg)]
            for annotation in (*(one.annotation for one in parameters), node.returns):
                if annotation is not None:
                    yield annotation, not never
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation, not never and not names.scopes[node].is_function


def _postponed(names: Names) -> bool:
    modules = {(b.target or "").partition(".")[0] for b in names.imported()}
    future = any(isinstance(s, ast.ImportFrom) and s.module == "__future__"
                 and any(a.name == "annotations" for a in s.names) for s in names.tree.body)
    return future and not modules & _CHECKED_AT_RUN_TIME


def _that_leave_no_import_behind(source: Source, found: list[Old]) -> list[Old]:
    """Without those names whose import would lose its last use and yet has to stay."""
    by_import: dict[tuple[Binding, ...], set[ast.AST]] = {}
    for old in found:
        root = _root(old.named)
        by_import.setdefault(tuple(source.names.bindings(root)), set()).add(root)
    stuck: set[ast.AST] = set()
    for bindings, roots in by_import.items():
        # A name that two imports bind would leave one of them behind.
        if len(bindings) > 1 or _must_stay(source, bindings[0], roots):
            stuck |= roots
    return [old for old in found if _root(old.named) not in stuck]


def _must_stay(source: Source, binding: Binding, roots: set[ast.AST]) -> bool:
    """Would the import be idle, with something that keeps it from going?"""
    names, statement = source.names, binding.node
    assert isinstance(statement, ast.Import | ast.ImportFrom)
    home = names.scopes[statement].home(binding.name)
    if home is None or not roots.issuperset(names.uses(home, binding.name)):
        return False
    lines = source.lines[statement.lineno - 1:statement.end_lineno]
    above = source.lines[statement.lineno - 2] if statement.lineno > 1 else ""
    said = sum(len(re.findall(rf"\b{binding.name}\b", line)) for line in source.lines if binding.name in line)
    return (binding.guarded or source.path.endswith("__init__.py") or any("#" in line for line in lines)
            or above.lstrip().startswith("#")
            or (said > len(roots) + 1 and spelled_in_strings(names, binding.name)))


def _root(node: ast.expr) -> ast.Name:
    while isinstance(node, ast.Attribute):
        node = node.value
    assert isinstance(node, ast.Name)
    return node


class _Reader:
    """Finds old syntax in the annotations of one file."""

    def __init__(self, source: Source, tree: Tree, floor: Version) -> None:
        self._source, self._floor = source, floor
        self._names = source.names
        self._kinds = _Kinds(source, tree)

    def within(self, annotation: ast.expr, evaluated: bool) -> Iterator[Old]:
        if any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in self._types(annotation)):
            return
        for node in self._types(annotation):
            if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and (old := self._old(node, evaluated)):
                yield Old(node, old, self._unit(node))

    def _types(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes of a type expression, without values: arguments of `Literal`, metadata of `Annotated`."""
        yield node
        if isinstance(node, ast.Subscript):
            name = (self._names.dotted(node.value) or ast.unparse(node.value)).rpartition(".")[2]
            if name == "Literal":
                return
            if name == "Annotated" and isinstance(node.slice, ast.Tuple):
                yield from self._types(node.slice.elts[0])
                return
        for child in ast.iter_child_nodes(node):
            yield from self._types(child)

    def _old(self, node: ast.Name | ast.Attribute | ast.Subscript, evaluated: bool) -> str | None:
        if not isinstance(node, ast.Subscript):
            name = self._typing(node)
            builtin = GENERICS.get(name or "")
            return name if builtin and self._names.scopes[node].home(builtin) is None else None
        name = self._typing(node.value)
        if name not in ("Optional", "Union") or self._floor < (3, 10) or node.lineno != node.end_lineno:
            return None
        members = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        plain = [m for m in members if not (isinstance(m, ast.Constant) and m.value is None)]
        if not plain or any(isinstance(m, ast.Starred) for m in members) or (name == "Union" and len(members) < 2):
            return None
        return name if not evaluated or all(self._kinds.is_type(member) for member in plain) else None

    def _typing(self, node: ast.expr) -> str | None:
        dotted = self._names.dotted(node) or ""
        return dotted.removeprefix("typing.") if dotted.startswith("typing.") and dotted.count(".") == 1 else None

    def _unit(self, node: ast.AST) -> str:
        return ".".join(self._names.qualname(node).split(".")[:2])


class _Kinds:
    """Which expressions are types for certain, so that `|` between them works when it is evaluated."""

    def __init__(self, source: Source, tree: Tree) -> None:
        self._tree = tree
        self._sources: dict[str, Source | None] = {source.path: source}
        self._source = source

    def is_type(self, node: ast.expr) -> bool:
        return self._is_type(node, self._source, 3)

    def _is_type(self, node: ast.expr, source: Source, depth: int) -> bool:
        if isinstance(node, ast.BinOp):
            return isinstance(node.op, ast.BitOr) and self._is_type(node.left, source, depth)
        if isinstance(node, ast.Subscript):
            return self._is_type(node.value, source, depth)
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        dotted = source.names.dotted(node)
        if dotted is not None:
            return _is_known_class(dotted) or self._is_ours(dotted, source.path, depth)
        if not isinstance(node, ast.Name):
            return False
        bindings = source.names.bindings(node)
        if not bindings:
            return isinstance(getattr(builtins, node.id, None), type) and not source.names.star_imports
        return len(bindings) == 1 and self._binds_type(bindings[0], source, depth)

    def _binds_type(self, binding: Binding, source: Source, depth: int) -> bool:
        node = binding.node
        if isinstance(node, ast.ClassDef):
            return all(keyword.arg != "metaclass" or source.names.dotted(keyword.value) in _PLAIN_METACLASSES
                       for keyword in node.keywords)
        statement = source.names.parents.get(node)
        if not isinstance(statement, ast.Assign) or depth == 0:
            return False
        value = statement.value
        if isinstance(value, ast.Call):
            return source.names.dotted(value.func) in ("typing.TypeVar", "typing.NewType", "collections.namedtuple")
        return isinstance(value, ast.Subscript) and self._is_type(value, source, depth - 1)

    def _is_ours(self, dotted: str, path: str, depth: int) -> bool:
        """A class or alias that another file of the tree defines, or hands on."""
        module, _, name = dotted.rpartition(".")
        other = self._file(module or ".", path, dotted) if depth and name else None
        source = self._read(other) if other else None
        bindings = source.names.top.bindings.get(name, []) if source else []
        if source is None or len(bindings) != 1:
            return False
        if bindings[0].target is not None:
            return _is_known_class(bindings[0].target) or self._is_ours(bindings[0].target, source.path, depth - 1)
        return self._binds_type(bindings[0], source, depth - 1)

    def _file(self, module: str, path: str, dotted: str) -> str | None:
        dots = len(dotted) - len(dotted.lstrip("."))
        words = [word for word in module.split(".") if word]
        folders = path.split("/")[:-1]
        bases = [folders[:len(folders) - dots + 1]] if dots else [[], ["src"]]
        places = ["/".join([*base, *words]) for base in bases]
        return next((file for place in places for file in (f"{place}.py", f"{place}/__init__.py".lstrip("/"))
                     if self._tree.exists(file)), None)

    def _read(self, path: str) -> Source | None:
        if path not in self._sources:
            try:
                self._sources[path] = parse(path, self._tree.read(path))
            except OperationDeclined:
                self._sources[path] = None
        return self._sources[path]


def _is_known_class(dotted: str) -> bool:
    module, _, name = dotted.rpartition(".")
    return module in ("typing", "collections.abc") or name in _CLASSES.get(module, "").split()
