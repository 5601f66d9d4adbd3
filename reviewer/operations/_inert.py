"""Does a definition do anything but define? Only one that does not may go without a test that says so."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from reviewer.names import Function, Names

DECORATORS = frozenset({
    "abc.abstractmethod", "contextlib.asynccontextmanager", "contextlib.contextmanager", "dataclasses.dataclass",
    "enum.unique", "functools.cache", "functools.cached_property", "functools.lru_cache", "functools.total_ordering",
    "functools.wraps", "typing.final", "typing.no_type_check", "typing.overload", "typing.runtime_checkable",
    "classmethod", "property", "staticmethod",
})
"""Decorators that keep no list of what they decorate."""

FIXTURES = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture"})

BASES = frozenset({
    "abc.ABC", "argparse.Action", "ast.NodeTransformer", "ast.NodeVisitor", "enum.Enum", "enum.Flag", "enum.IntEnum",
    "enum.IntFlag", "enum.StrEnum", "html.parser.HTMLParser", "json.JSONDecoder", "json.JSONEncoder", "logging.Filter",
    "logging.Formatter", "logging.Handler", "logging.LoggerAdapter", "threading.Thread", "typing.Generic",
    "typing.NamedTuple", "typing.Protocol", "typing.TypedDict", "collections.OrderedDict", "collections.UserDict",
    "object", "str", "int", "float", "bytes", "tuple", "list", "dict", "set", "frozenset",
})
"""Base classes that keep no list of the classes built on them."""

CALLS = frozenset({
    "collections.namedtuple", "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta",
    "decimal.Decimal", "enum.auto", "fractions.Fraction", "functools.partial", "itertools.count",
    "operator.attrgetter", "operator.itemgetter", "pathlib.Path", "pathlib.PurePath", "pathlib.PurePosixPath",
    "re.compile", "re.escape", "struct.Struct", "struct.calcsize", "textwrap.dedent", "types.MappingProxyType",
    "types.SimpleNamespace", "typing.NewType", "typing.ParamSpec", "typing.TypeVar", "typing.TypeVarTuple",
    "typing.cast", "dataclasses.field", "threading.Lock", "threading.RLock", "threading.local",
    "bool", "bytes", "bytearray", "dict", "enumerate", "float", "frozenset", "int", "len", "list", "max", "min",
    "object", "ord", "range", "set", "sorted", "str", "sum", "tuple", "type", "zip", "chr", "abs", "round",
})
"""Calls whose only effect is their value."""

_PLAIN = (ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp,
          ast.BoolOp, ast.Compare, ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.Starred, ast.Subscript, ast.Slice,
          ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.keyword, ast.operator,
          ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context, ast.arguments, ast.arg)


def why_not_inert(statement: ast.stmt, names: Names) -> str | None:
    """What executing the statement does besides binding its name, in words; None: nothing."""
    if isinstance(statement, Function):
        return _function(statement, names)
    if isinstance(statement, ast.ClassDef):
        return _class(statement, names)
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return next(_effects(statement.value, names), None) if statement.value else None
    return f"line {statement.lineno} is more than a definition"


def is_fixture(statement: ast.stmt, names: Names) -> bool:
    return isinstance(statement, Function) and any(
        spelled(decorator, names) in FIXTURES for decorator in statement.decorator_list)


def spelled(node: ast.AST, names: Names) -> str | None:
    """The dotted name of a plain or called decorator, base or callee; a builtin by its own name; None when unsure."""
    if isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name) and not names.bindings(node):
        return node.id if hasattr(builtins, node.id) and not names.star_imports else None
    dotted = names.dotted(node)
    return dotted.replace("typing_extensions.", "typing.", 1) if dotted else None


def _function(function: Function, names: Names) -> str | None:
    for decorator in function.decorator_list:
        if spelled(decorator, names) not in DECORATORS | FIXTURES and not _accessor(decorator):
            return f"the decorator `{ast.unparse(decorator)}` may register it"
    for default in (*function.args.defaults, *function.args.kw_defaults):
        if default is not None and (effect := next(_effects(default, names), None)):
            return effect
    return None


def _accessor(decorator: ast.expr) -> bool:
    """`@name.setter` and its like, which belong to a property."""
    return isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "getter", "deleter")


def _class(cls: ast.ClassDef, names: Names) -> str | None:
    for decorator in cls.decorator_list:
        if spelled(decorator, names) not in DECORATORS:
            return f"the decorator `{ast.unparse(decorator)}` may register it"
    for base in cls.bases:
        name = spelled(base, names)
        if name not in BASES and not _is_exception(name):
            return f"its base `{ast.unparse(base)}` may register it"
    if any(keyword.arg != "total" for keyword in cls.keywords):
        return "its class keywords may register it"
    for statement in cls.body:
        if _is_words(statement) or isinstance(statement, ast.Pass):
            continue
        if (effect := why_not_inert(statement, names)) is not None:
            return effect
    return None


def _is_words(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_exception(name: str | None) -> bool:
    found = getattr(builtins, name or "", None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _effects(node: ast.AST, names: Names) -> Iterator[str]:
    """Parts of an expression that do more than give a value."""
    if isinstance(node, ast.Lambda):
        yield from (effect for default in (*node.args.defaults, *filter(None, node.args.kw_defaults))
                    for effect in _effects(default, names))
        return
    if isinstance(node, ast.Call):
        method = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant)
        name = spelled(node.func, names)
        if not method and name not in CALLS and not _is_exception(name):
            yield f"`{ast.unparse(node.func)}(...)` may do more than give a value"
    elif isinstance(node, ast.Subscript) and _may_be_missing(node):
        yield f"`{ast.unparse(node)}` may be missing"
    elif not isinstance(node, _PLAIN):
        yield f"`{ast.unparse(node)}` may do more than give a value"
    for child in ast.iter_child_nodes(node):
        yield from _effects(child, names)


def _may_be_missing(node: ast.Subscript) -> bool:
    """A value looked up by key at import time, such as `os.environ["HOME"]`; a type's arguments are not."""
    return "environ" in ast.unparse(node.value) or isinstance(node.value, ast.Call)


