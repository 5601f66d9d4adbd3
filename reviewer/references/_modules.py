"""References to a name of a module: by import, by attribute of the module, through re-exports and stars."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from reviewer.names import Binding, Scope
from reviewer.references._file import File
from reviewer.references._files import Files
from reviewer.references._found import Kind
from reviewer.references._meaning import Meanings, Symbol
from reviewer.references._search import Search

_LOADERS = frozenset({"import_module", "__import__", "importorskip", "reload", "load_module"})


def find_module_level(search: Search, home: File, scope: Scope) -> None:
    search.targets.add(Symbol(home.path, search.name))
    twin = search.files.twin(home.path)
    if twin is not None and (other := search.files.get(twin)) and search.name in other.names.top.bindings:
        search.targets.add(Symbol(twin, search.name))
    search.holding = may_refer(search.files, search.name, search.targets, search.holding)
    for file in search.sources():
        for inner in _scopes_that_mean_it(search, file):
            search.scope(file, inner)
        _aliased(search, file)
        _attributes(search, file)
        _starred(search, file)
        search.strings(file)


def may_refer(files: Files, name: str, targets: Iterable[Symbol], holding: Iterable[str]) -> list[str]:
    """Those of the files that hold the name which may take it from the modules of the targets, judged by their bytes.

    A file takes a name by importing it, by a star, or as an attribute or in a string beside the name of a module that
    has it. What a module is called elsewhere is followed through `import ... as`.
    """
    word = re.escape(name.encode())
    imports = re.compile(rb"\bimport\b(?:[^\n;#(]|\\\r?\n)*\b" + word + rb"\b|\bimport\s*\((?:[^)#]|#[^\n]*)*?\b" + word
                         + rb"\b|\bimport\s*\(?\s*\*")
    beside = re.compile(rb"\.\s*(?:\\\r?\n\s*)?" + word + rb"\b|[:\"']" + word + rb"\b")
    homes = {target.path for target in targets}
    content = {path: files.content(path) for path in holding}
    taking = {path for path in content if path in homes or imports.search(content[path])}
    called = files.called({files.name_of(path).rpartition(".")[2] for path in taking})
    others = re.compile(rb"\b(?:" + b"|".join(re.escape(one.encode()) for one in sorted(called)) + rb")\b")
    return [path for path in content if path in taking or (beside.search(content[path])
                                                           and others.search(content[path]))]


def _scopes_that_mean_it(search: Search, file: File) -> list[Scope]:
    """The scopes of the file in which the name is the target: its home, and those that import it under its name."""
    found = []
    for scope in dict.fromkeys([file.names.top, *file.scope_of.values()]):
        meanings = [_meaning(search, file, one, scope) for one in scope.bindings.get(search.name, ())]
        if any(map(search.is_meant, meanings)):
            found.append(scope)
    return found


def _meaning(search: Search, file: File, binding: Binding, scope: Scope) -> Meanings:
    if binding.alias is None:
        return (Symbol(file.path, binding.name),) if scope is file.names.top else ()
    return search.resolver.imported(file, binding) if binding.alias.asname in (None, search.name) else ()


def _aliased(search: Search, file: File) -> None:
    """`from module import name as other`."""
    for binding in file.names.imported():
        if (isinstance(binding.node, ast.ImportFrom) and binding.alias is not None
                and binding.alias.name == search.name and binding.alias.asname not in (None, search.name)
                and search.is_meant(search.resolver.imported(file, binding))):
            search.add(file, binding.alias, Kind.FROM_IMPORT)


def _attributes(search: Search, file: File) -> None:
    for node in list(file.names.scopes):
        if isinstance(node, ast.Attribute) and node.attr == search.name:
            values = search.resolver.values(file, node.value)
            if any(search.is_meant(search.resolver.member(one, search.name)) for one in values
                   if isinstance(one, Symbol) and not one.name):
                search.add(file, node, Kind.ATTRIBUTE)
            elif not values and (why := _may_be_module(search, file, node.value)):
                search.leave(file, node, why, Kind.ATTRIBUTE)


def _may_be_module(search: Search, file: File, node: ast.expr) -> str | None:
    """Why an expression of unknown meaning may be the module of the target; None: nothing says so."""
    stems = {search.files.name_of(target.path).rpartition(".")[2] for target in search.targets}
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if last in stems:
        return f"an attribute of `{ast.unparse(node)[:40]}`, which may be the module"
    bound = file.names.bindings(node) if isinstance(node, ast.Name) else []
    sources = [node, *(file.names.parents.get(binding.node) for binding in bindings_of(bound))]
    for source in sources:
        value = getattr(source, "value", source)
        if isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in _LOADERS:
            return "an attribute of a module that is loaded by its name"
    return None


def bindings_of(bound: list[Binding]) -> list[Binding]:
    """Those that an assignment makes."""
    return [binding for binding in bound if isinstance(binding.node, ast.Name)]


def _starred(search: Search, file: File) -> None:
    if not file.stars:
        return
    for node in list(file.names.scopes):
        if isinstance(node, ast.Name) and node.id == search.name and not file.names.bindings(node) and (
                search.is_meant(search.resolver.denoted(file, node))):
            search.add(file, node, Kind.NAME)
