"""Use the name that replaced a deprecated one, where both mean exactly the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import libcst as cst

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Edits, NewImport, Source, first_party, read
from reviewer.tree import Tree

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An old name, the one that means the same, and the first Python that has that one.

    A method is written `<class>.<name>`, with a class from `unittest` or `logging`.
    """

    old: str
    new: str
    since: Version
    gone: str
    """What took the old name away, or will: for the reader."""


def _methods(owner: str, since: Version, gone: str, **pairs: str) -> list[Deprecated]:
    return [Deprecated(f"{owner}.{old}", f"{owner}.{new}", since, gone) for old, new in pairs.items()]


TABLE: tuple[Deprecated, ...] = (
    Deprecated("logging.warn", "logging.warning", (3, 0), "deprecated since Python 3.3"),
    *_methods("logging.Logger", (3, 0), "deprecated since Python 3.3", warn="warning"),
    *_methods("unittest.TestCase", (3, 0), "removed in Python 3.12", assertEquals="assertEqual",
              assertNotEquals="assertNotEqual", assert_="assertTrue", assertAlmostEquals="assertAlmostEqual",
              assertNotAlmostEquals="assertNotAlmostEqual"),
    *_methods("unittest.TestCase", (3, 2), "removed in Python 3.12", assertRegexpMatches="assertRegex",
              assertRaisesRegexp="assertRaisesRegex"),
    *_methods("unittest.TestCase", (3, 5), "removed in Python 3.12", assertNotRegexpMatches="assertNotRegex"),
    Deprecated("threading.currentThread", "threading.current_thread", (3, 0), "deprecated since Python 3.10"),
    Deprecated("threading.activeCount", "threading.active_count", (3, 0), "deprecated since Python 3.10"),
    Deprecated("base64.encodestring", "base64.encodebytes", (3, 1), "removed in Python 3.9"),
    Deprecated("base64.decodestring", "base64.decodebytes", (3, 1), "removed in Python 3.9"),
    Deprecated("configparser.SafeConfigParser", "configparser.ConfigParser", (3, 2), "removed in Python 3.12"),
    *(Deprecated(f"collections.{name}", f"collections.abc.{name}", (3, 3), "removed in Python 3.10") for name in (
        "Callable", "Container", "Generator", "Hashable", "ItemsView", "Iterable", "Iterator", "KeysView", "Mapping",
        "MappingView", "MutableMapping", "MutableSequence", "MutableSet", "Sequence", "Set", "Sized", "ValuesView")),
    Deprecated("pytest.yield_fixture", "pytest.fixture", (3, 0), "deprecated since pytest 6.2"),
    Deprecated("numpy.product", "numpy.prod", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.cumproduct", "numpy.cumprod", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.sometrue", "numpy.any", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.alltrue", "numpy.all", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.float_", "numpy.float64", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.NaN", "numpy.nan", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.Inf", "numpy.inf", (3, 0), "removed in NumPy 2.0"),
    Deprecated("numpy.infty", "numpy.inf", (3, 0), "removed in NumPy 2.0"),
)
"""Only pairs that mean the same. Not here, because they do not: `datetime.utcnow`, `inspect.getargspec`, `cgi.escape`,
`fractions.gcd`, `asyncio.iscoroutinefunction`, `time.clock`."""

BY_OLD: Mapping[str, Deprecated] = {entry.old: entry for entry in TABLE}


@dataclass(frozen=True)
class ReplaceCall:
    kind = "replace_call"
    does = ("Writes the name that replaced a deprecated one, with its import, where both mean exactly the same; "
            "leaves alone a use inside `try` or `if`, and declines for a method that the project defines itself.")
    parameters = shape.takes(
        path=shape.path("The file"),
        old=shape.one_of("The deprecated name", sorted(BY_OLD), "logging.warn"))
    effect = Effect.PRESERVES
    changes_what = None
    safe = "The old name is another name for the new one, found through the file's own imports, never by its spelling."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        entry = BY_OLD.get(parameters["old"])
        if entry is None:
            raise OperationDeclined(f"{parameters['old']} is not in the table of deprecated names")
        source = read(tree, parameters["path"])
        uses = list(deprecated_uses(source, entry))
        if not uses:
            return
        name = entry.old.rpartition(".")[2]
        if _is_method(entry) and _defined_in(tree, name):
            raise OperationDeclined(f"a class of the project defines `{name}` itself")
        change = _renamed(source, entry, uses, first_party(tree))
        if change is not None:
            yield change


def deprecated_uses(source: Source, entry: Deprecated) -> Iterator[ast.Name | ast.Attribute]:
    """Where the file uses the old name, and can be made to use the new one."""
    name = entry.old.rpartition(".")[2]
    if not any(name in line for line in source.lines):
        return
    for node in source.names.scopes:
        if isinstance(node, ast.Attribute) and node.attr == name:
            if _is_method(entry):
                if _is_on(source, node, entry.old.rpartition(".")[0]):
                    yield node
            elif source.names.dotted(node) == entry.old and not _is_tried(source, node):
                yield node
        elif (isinstance(node, ast.Name) and not _is_method(entry) and isinstance(node.ctx, ast.Load)
                and source.names.dotted(node) == entry.old and _can_follow(source, node, entry)):
            yield node


def _is_method(entry: Deprecated) -> bool:
    return entry.old.rpartition(".")[0].rpartition(".")[2][:1].isupper()


def _is_on(source: Source, node: ast.Attribute, owner: str) -> bool:
    """Is the attribute's object of this class, as far as the file alone can tell for sure?"""
    if owner == "logging.Logger":
        return _is_logger(source, node.value)
    function = next((f for f in source.names.around(node) if isinstance(f, Function)), None)
    holder = next((c for c in source.names.around(node) if isinstance(c, ast.ClassDef)), None)
    if function is None or holder is None or not function.args.args or not isinstance(node.value, ast.Name):
        return False
    return (node.value.id == function.args.args[0].arg and not isinstance(node.ctx, ast.Store)
            and source.names.parents.get(function) is holder and _derives(source, holder, owner))


def _derives(source: Source, cls: ast.ClassDef, owner: str, depth: int = 5) -> bool:
    """Does the class stand on `owner`, directly or through classes of the same file?"""
    for base in cls.bases:
        if source.names.dotted(base) == owner:
            return True
        binding = source.names.local(base)
        if depth and binding and isinstance(binding.node, ast.ClassDef) and _derives(
                source, binding.node, owner, depth - 1):
            return True
    return False


def _is_logger(source: Source, node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return source.names.dotted(node.func) == "logging.getLogger"
    binding = source.names.local(node)
    statement = source.names.parents.get(binding.node) if binding else None
    return (isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.value, ast.Call)
            and source.names.dotted(statement.value.func) == "logging.getLogger")


def _is_tried(source: Source, node: ast.AST) -> bool:
    """Inside a `try` or beside a `hasattr`, where the old name may be there on purpose."""
    return any(isinstance(around, ast.Try | ast.If | ast.IfExp) for around in source.names.around(node))


def _can_follow(source: Source, node: ast.Name, entry: Deprecated) -> bool:
    """A name from `from module import old`, under no condition, whose new name means nothing else in the file."""
    bindings: list[Binding] = source.names.bindings(node)
    new = entry.new.rpartition(".")[2]
    statement, alias = bindings[0].node, bindings[0].alias
    return (len(bindings) == 1 and isinstance(statement, ast.ImportFrom) and alias is not None and not alias.asname
            and not bindings[0].guarded and source.names.scopes[statement] is source.names.top
            and (new == node.id or not source.names.bound(new)))


def _renamed(source: Source, entry: Deprecated, uses: list[ast.Name | ast.Attribute],
             own: frozenset[str]) -> FileChange | None:
    edits = Edits(source, own)
    module, _, new = entry.new.rpartition(".")
    old_module, _, old = entry.old.rpartition(".")
    for use in uses:
        if isinstance(use, ast.Attribute):
            edits.replace(use, partial(_renamed_attribute, new=new, below="abc" if module != old_module else None))
        elif new != old:
            edits.replace(use, new)
    _follow_imports(source, edits, entry, uses)
    return edits.change()


def _renamed_attribute(node: cst.CSTNode, *, new: str, below: str | None) -> cst.CSTNode:
    assert isinstance(node, cst.Attribute)
    value = cst.Attribute(node.value, cst.Name(below)) if below else node.value
    return node.with_changes(value=value, attr=cst.Name(new))


def _follow_imports(source: Source, edits: Edits, entry: Deprecated, uses: list[ast.Name | ast.Attribute]) -> None:
    module, _, new = entry.new.rpartition(".")
    by_attribute = any(isinstance(use, ast.Attribute) for use in uses)
    imported = any(b.alias and b.alias.name == module and not b.alias.asname for b in source.names.imported())
    if module == "collections.abc" and by_attribute and not imported:
        edits.add(NewImport(module))
    imports = {source.names.bindings(use)[0] for use in uses if isinstance(use, ast.Name)}
    for binding in imports:
        if isinstance(binding.node, ast.ImportFrom) and binding.alias is not None:
            edits.drop(binding.node, binding.alias)
            edits.add(NewImport(module, new))


def _defined_in(tree: Tree, name: str) -> bool:
    word = name.encode()
    pattern = re.compile(rb"^\s*((async\s+)?def\s+" + word + rb"\b|" + word + rb"\s*=)", re.MULTILINE)
    return any(pattern.search(tree.read(path)) for path in tree.python_paths)


OPERATION = ReplaceCall()
