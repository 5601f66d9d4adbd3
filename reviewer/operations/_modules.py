"""Which dotted names a file has, who may import it under them, and what its packages make of them."""

from __future__ import annotations

import ast
import keyword
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, read
from reviewer.operations._import_lines import Identity
from reviewer.tree import Tree

_SOURCE_FOLDERS = frozenset({"", "src", "lib", "python"})
_READ_BY_NAME = frozenset({"__main__", "conftest", "setup", "manage", "noxfile", "fabfile", "tasks", "sitecustomize",
                           "usercustomize", "settings"})
"""Files that a tool looks for under this name."""


_OWN = frozenset({"__file__", "__name__", "__package__", "__spec__", "__path__"})


@dataclass(frozen=True, slots=True)
class Called:
    """One dotted name of a module, and the folder whose files may use it; empty for all."""

    dotted: str
    within: str

    def reaches(self, path: str) -> bool:
        return not self.within or path.startswith(self.within + "/")


def stem(path: str) -> str:
    """The path without what makes it a Python file: that of the package for its `__init__`."""
    return path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__")


def identity(tree: Tree, path: str) -> Identity:
    parts = stem(path).split("/")
    return Identity(".".join(parts[_root(tree, parts):]), path.rpartition("/")[2].startswith("__init__."))


def names_of(tree: Tree, path: str) -> list[Called]:
    """Shortest first: what its packages make it, and longer ones that begin in a folder without `__init__`."""
    parts = stem(path).split("/")
    root = _root(tree, parts)
    found = []
    for first in range(root, -1, -1):
        above = "/".join(parts[:first])
        alone = first == len(parts) - 1 and above not in _SOURCE_FOLDERS
        found.append(Called(".".join(parts[first:]), above if alone else ""))
    return found


def _root(tree: Tree, parts: list[str]) -> int:
    """How many of its folders are no packages."""
    first = len(parts) - 1
    while first and any(tree.exists("/".join([*parts[:first], f"__init__{end}"])) for end in (".py", ".pyi")):
        first -= 1
    return first


def package_file(tree: Tree, path: str) -> str | None:
    """The `__init__` of the package that holds the module; None when there is none."""
    above = stem(path).rpartition("/")[0]
    found = f"{above}/__init__.py" if above else "__init__.py"
    return found if tree.exists(found) else None


def is_hidden(tree: Tree, path: str) -> bool:
    """Whether its package gives the module's own name to something else."""
    init = package_file(tree, path)
    if init is None:
        return False
    source = read(tree, init)
    me, package = stem(path).rpartition("/")[2], identity(tree, init)
    return any(binding.target is None or package.absolute(binding.target) != f"{package.module}.{me}"
               for binding in source.names.top.bindings.get(me, ()))


def check_name(tree: Tree, path: str) -> None:
    """Raises OperationDeclined for a path that no module can have, or that would hide another."""
    last = stem(path).rpartition("/")[2]
    if not last.isidentifier() or keyword.iskeyword(last):
        raise OperationDeclined(f"{last} is no name for a module")
    if "/" not in stem(path).removeprefix("src/") and last in sys.stdlib_module_names:
        raise OperationDeclined(f"{path} would hide the module {last} of the standard library")
    if tree.exists(path):
        raise OperationDeclined(f"{path} is there already")
    if tree.exists(f"{stem(path)}.py") or any(one.startswith(f"{stem(path)}/") for one in tree.paths):
        raise OperationDeclined(f"{stem(path)} is a module or a folder already")
    init = package_file(tree, path)
    if init is not None and last in read(tree, init).names.top.bindings:
        raise OperationDeclined(f"{init} gives the name {last} to something else")


def check_not_read_by_name(path: str) -> None:
    last = stem(path).rpartition("/")[2]
    if last in _READ_BY_NAME or "migrations" in path.split("/"):
        raise OperationDeclined(f"{path} is found by its name: tools look for it there")


def own_place(source: Source) -> Iterator[tuple[int, str]]:
    """Lines where the module asks where or what it is, and the name that it asks for."""
    for node in source.names.scopes:
        if isinstance(node, ast.Name) and node.id in _OWN and not _is_harmless(node, source):
            yield node.lineno, node.id


def _is_harmless(node: ast.Name, source: Source) -> bool:
    """`__name__ == "__main__"`, and the name of a logger."""
    holder = source.names.parents.get(node)
    if node.id != "__name__":
        return False
    return isinstance(holder, ast.Compare) or (
        isinstance(holder, ast.Call) and ast.unparse(holder.func).rpartition(".")[2] in ("getLogger", "get_logger"))
