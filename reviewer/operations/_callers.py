"""Every call of one module-level function in the project, or the reason why not every use of it is known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function, absolute
from reviewer.operations._edits import Source, read
from reviewer.operations._spare import files_with, spelled_in_strings
from reviewer.tree import Tree


@dataclass(frozen=True, slots=True)
class CallSite:
    source: Source
    call: ast.Call

    @property
    def at(self) -> str:
        return f"{self.source.path}:{self.call.lineno}"


@dataclass(frozen=True, slots=True)
class Called:
    """A function that is only ever called directly, with all its calls."""

    source: Source
    function: Function
    calls: tuple[CallSite, ...]


def called(tree: Tree, path: str, name: str, paths: Iterable[str] | None = None,
           reader: Callable[[str], Source] | None = None) -> Called:
    """The function and its calls. `paths` are the Python files that hold the word and `reader` gives a file parsed,
    when somebody knows them already.

    Raises OperationDeclined unless the name has this one meaning in its module and every use of it in the project
    is a direct call: no callback, decorator, patch, alias, re-export, string.
    """
    source_of = reader or (lambda one: read(tree, one))
    source = source_of(path)
    function = _only_definition(source, name)
    module = module_of(tree, path)
    calls: list[CallSite] = []
    for other in sorted(set(paths if paths is not None else files_with(tree, name)) | {path}):
        users = source if other == path else source_of(other)
        calls += _calls_in(users, module_of(tree, other), module, name, home=other == path)
    return Called(source, function, tuple(calls))


def module_of(tree: Tree, path: str) -> str:
    """Dotted name of the module, from the chain of packages that hold it."""
    parts = path.removesuffix(".pyi").removesuffix(".py").split("/")
    first = len(parts) - 1
    while first and tree.exists("/".join([*parts[:first], "__init__.py"])):
        first -= 1
    kept = parts[first:]
    return ".".join(kept[:-1] if kept[-1] == "__init__" and len(kept) > 1 else kept)


def _only_definition(source: Source, name: str) -> Function:
    bindings = source.names.top.bindings.get(name, [])
    if len(bindings) != 1 or not isinstance(function := bindings[0].node, Function) or bindings[0].guarded:
        raise OperationDeclined(f"{source.path} does not define {name} exactly once")
    if function.decorator_list:
        raise OperationDeclined(f"{name} is decorated")
    return function


def _calls_in(source: Source, reader: str, module: str, name: str, *, home: bool) -> Iterator[CallSite]:
    names = source.names
    if spelled_in_strings(names, name):
        raise OperationDeclined(f"a string in {source.path} spells {name}")
    if names.star_imports and not home and not names.bound(name):
        raise OperationDeclined(f"{source.path} imports everything from somewhere, perhaps {name} too")
    imported = _imports_it(source, reader, module, name)
    found = 0
    for node in names.scopes:
        if isinstance(node, ast.expr) and _means(source, node, reader, module, name, home=home):
            call = names.parents[node]
            if not isinstance(call, ast.Call) or call.func is not node:
                raise OperationDeclined(f"{source.path}:{node.lineno} uses {name} without calling it")
            found += 1
            yield CallSite(source, call)
    if imported and not found:
        raise OperationDeclined(f"{source.path} imports {name} and does not call it")


def _imports_it(source: Source, reader: str, module: str, name: str) -> bool:
    """Does the file import the function by name? Raises when that is under another name, or from who knows where."""
    package = source.path.endswith("__init__.py")
    found = False
    for binding in source.names.imported():
        target = absolute(binding.target or "", reader, package)
        home, _, last = target.rpartition(".")
        if last != name or not isinstance(binding.node, ast.ImportFrom):
            continue
        if home == module and binding.name == name and not package:
            found = True
        elif home == module or home.rpartition(".")[2] == module.rpartition(".")[2]:
            raise OperationDeclined(f"{source.path} passes {name} on")
    return found


def _means(source: Source, node: ast.expr, reader: str, module: str, name: str, *, home: bool) -> bool:
    """Is this name or attribute the function? Raises when that cannot be told."""
    package = source.path.endswith("__init__.py")
    if isinstance(node, ast.Name) and node.id == name:
        bindings = source.names.bindings(node)
        if home and any(b in source.names.top.bindings[name] for b in bindings):
            return True
        targets = {absolute(b.target or "", reader, package) for b in bindings}
        if f"{module}.{name}" in targets and len(targets) > 1:
            raise OperationDeclined(f"{source.path} gives {name} a second meaning")
        return f"{module}.{name}" in targets
    if isinstance(node, ast.Attribute) and node.attr == name:
        base = source.names.dotted(node.value)
        if base is not None and absolute(base, reader, package) == module:
            return True
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
            raise OperationDeclined(f"{source.path}:{node.lineno} takes {name} from an object that is not known")
    return False
