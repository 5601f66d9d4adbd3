"""Keep one of several equal functions, and import it where the others were.

The functions must agree to the letter (signature, annotations, body), and every name that they take from outside
must stand for the same thing in each module.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nova.code.syntax import serialise
from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function, absolute
from reviewer.operations import _schema as shape
from reviewer.operations._edits import NewImport, Source, first_party, read
from reviewer.operations._presence import stem_of
from reviewer.operations._removal import Removal
from reviewer.operations._spare import files_with, spare_imports
from reviewer.tree import Tree

_AWARE = frozenset({"globals", "locals", "vars", "eval", "exec", "__import__", "super", "_getframe", "currentframe"})
"""Names through which a function looks at the module it stands in."""


@dataclass(frozen=True)
class MergeDuplicates:
    kind = "merge_duplicates"
    does = ("Keeps one of several equal module-level functions, and imports it where the others were; declines unless "
            "they agree to the letter and every name in them means the same.")
    parameters = shape.takes(
        keep=shape.place("The function that stays", "shop/text.py::clean"),
        drop=shape.mapping(
            shape.place("A copy that goes", "shop/report.py::clean"),
            shape.module_as_written("The module that keeps it, as that file is to import it", ".text", "shop.text"),
            "The copies that go, path::name, each with the module that keeps the function, as its file is to import it",
            {"shop/report.py::clean": ".text"}))
    effect = Effect.PRESERVES
    changes_what = None
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return list(parameters["drop"])

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, _, name = parameters["keep"].partition("::")
        kept = read(tree, path)
        for address, module in sorted(parameters["drop"].items()):
            source = read(tree, address.partition("::")[0])
            if not _leads_to(module, kept.path):
                raise OperationDeclined(f"{module} is not {kept.path}")
            if not _imports_already(source, name):
                yield _merged(tree, kept, source, NewImport(module, name))


def _merged(tree: Tree, kept: Source, source: Source, new: NewImport) -> FileChange:
    name = new.binds
    one, other = _function(kept, name), _function(source, name)
    if _shape(one) != _shape(other):
        raise OperationDeclined(f"{name} of {source.path} is not the same as that of {kept.path}")
    if (words := ast.get_docstring(other)) is not None and words != ast.get_docstring(one):
        raise OperationDeclined(f"{source.path} documents {name} in other words than {kept.path}")
    outside = _outside_names(one, name)
    _check_same_meaning(kept, source, one, other, outside)
    _check_not_patched(tree, (kept.path, source.path), {name, *outside})
    removal = Removal(source, [other], first_party(tree))
    for spare in spare_imports(source, [other], tree):
        removal.drop(spare.statement, spare.alias)
    removal.add(new)
    change = removal.change()
    if change is None:
        raise OperationDeclined(f"{name} could not be found again in {source.path}")
    return change


def _leads_to(module: str, path: str) -> bool:
    """Whether a module, as some file imports it, can be this file: `.text` and `shop.text` can be shop/text.py."""
    name = module.rpartition(".")[2]
    return name == stem_of(path) if name else path.endswith("__init__.py")


def _imports_already(source: Source, name: str) -> bool:
    bindings = source.names.top.bindings.get(name, [])
    return bool(bindings) and all(binding.alias is not None for binding in bindings)


def _function(source: Source, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    bindings = source.names.top.bindings.get(name, [])
    node = bindings[0].node if len(bindings) == 1 else None
    if not isinstance(node, Function) or node not in source.names.tree.body:
        raise OperationDeclined(f"{source.path} has no one plain function {name}")
    if node.decorator_list:
        raise OperationDeclined(f"{name} of {source.path} is decorated")
    return node


def _shape(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Everything that matters of it: kind, signature, annotations, body; not its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    returns = [function.returns] if function.returns else []
    return " ".join([type(function).__name__, *map(serialise, [function.args, *returns, *body])])


def _outside_names(function: ast.FunctionDef | ast.AsyncFunctionDef, own: str) -> list[str]:
    """Names that it may take from its module, in order; its own name is not among them."""
    for node in ast.walk(function):
        named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if isinstance(node, ast.Global) or named in _AWARE:
            raise OperationDeclined(f"{own} looks at the module that it stands in")
    return sorted({node.id for node in ast.walk(function) if isinstance(node, ast.Name)} - {own})


def _check_same_meaning(kept: Source, source: Source, one: ast.AST, other: ast.AST, names: Iterable[str]) -> None:
    for name in names:
        first, second = _meaning(kept, one, name), _meaning(source, other, name)
        if first != second and not _same_module(first, second):
            raise OperationDeclined(f"{name} may stand for different things in {kept.path} and {source.path}")


def _meaning(source: Source, function: ast.AST, name: str) -> str:
    """What a name in the function stands for: `local`, `builtin`, or a dotted name. Declines when it cannot be told."""
    uses = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == name]
    meanings = {_meaning_of(source, name, source.names.bindings(use)) for use in uses}
    return " and ".join(sorted(meanings))


def _meaning_of(source: Source, name: str, bindings: list[Binding]) -> str:
    top = source.names.top.bindings.get(name, [])
    if not bindings:
        if not hasattr(builtins, name) or name.startswith("__") or source.names.star_imports:
            raise OperationDeclined(f"{source.path}: it cannot be told what {name} stands for")
        return "builtin"
    if all(binding not in top for binding in bindings):
        return "local"
    if len(bindings) > 1 or bindings[0].guarded:
        raise OperationDeclined(f"{source.path}: {name} has more than one meaning, or stands under a condition")
    module = source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if bindings[0].target is None:
        return f"{module}.{name}"
    return absolute(bindings[0].target, module, source.path.endswith("__init__.py"))


def _same_module(one: str, other: str) -> bool:
    """The same dotted name, one of them seen from a folder further up: `src.pkg.a.x` and `pkg.a.x`."""
    return "." in one and "." in other and (one.endswith("." + other) or other.endswith("." + one))


def _check_not_patched(tree: Tree, paths: tuple[str, str], names: set[str]) -> None:
    """Nobody replaces the function, or what it uses, inside one of the modules."""
    for path in paths:
        stem = stem_of(path)
        dotted = re.compile(rf"(?<!\w){re.escape(stem)}\.({'|'.join(map(re.escape, sorted(names)))})$")
        for other in files_with(tree, stem):
            for node in ast.walk(read(tree, other).names.tree):
                if spelled := _replaced(node, stem, dotted, names):
                    raise OperationDeclined(f"{other}:{getattr(node, 'lineno', 0)} replaces or names {spelled}")


def _replaced(node: ast.AST, stem: str, dotted: re.Pattern[str], names: set[str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and dotted.search(node.value):
        return node.value
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in names:
        return ast.unparse(node) if ast.unparse(node.value).rpartition(".")[2] == stem else None
    if isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.args[0]).rpartition(".")[2] == stem:
        return next(_spelled(node.args[1:], names), None)
    return None


def _spelled(arguments: Iterable[ast.expr], names: set[str]) -> Iterator[str]:
    """`setattr(module, "name", ...)` and its like."""
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value in names:
            yield argument.value


OPERATION = MergeDuplicates()
