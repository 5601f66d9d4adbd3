"""Which modules of a project a module brings in as it is imported: a change that would close a circle is seen."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.operations._import_lines import Identity
from reviewer.operations._modules import Called, identity, names_of, stem
from reviewer.tree import Tree


class Circle(OperationDeclined):
    """Files that would import each other, each the next one."""

    def __init__(self, way: Sequence[str]) -> None:
        super().__init__(f"modules would import each other in a circle: {' > '.join(way)}")
        self.way = list(way)


def with_changes(tree: Tree, changes: Sequence[FileChange]) -> Tree:
    """The tree as it would be."""
    over = {change.path: change.after for change in (*tree.changes().files, *changes)}
    return Tree(tree.root, tree.paths, laid_over=over)


def check_no_circle(tree: Tree, changes: Sequence[FileChange], stands_for: Mapping[str, str]) -> None:
    """Raises OperationDeclined when the changes close a circle of imports that was not there.

    `stands_for`: files into which another one goes, and that other one: its circles are not new.
    """
    after = ImportGraph(with_changes(tree, changes))
    before = ImportGraph(tree)
    for path in sorted(change.path for change in changes if change.after is not None and change.path.endswith(".py")):
        for imported in sorted(after.of(path) - before.of(path)):
            way = after.way(imported, path)
            if way is not None and not any(before.way(one, imported) and before.way(imported, one)
                                           for one in (path, stands_for.get(path, path))):
                raise Circle([path, *way])


class ImportGraph:
    """Imports between files that happen while modules are imported: none in functions, none for type checkers."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, frozenset[str]] = {}

    def way(self, start: str, goal: str) -> list[str] | None:
        """The files on the shortest way from one to the other, each importing the next; None: there is none."""
        before: dict[str, str | None] = {start: None}
        queue = [start]
        while queue:
            here = queue.pop(0)
            if here == goal:
                return _way(before, goal)
            for onward in sorted(self.of(here)):
                if onward not in before:
                    before[onward] = here
                    queue.append(onward)
        return None

    def of(self, path: str) -> frozenset[str]:
        if path not in self._known:
            self._known[path] = frozenset(self._imported(path)) if self._tree.exists(path) else frozenset()
        return self._known[path]

    def _imported(self, path: str) -> Iterator[str]:
        try:
            tree = ast.parse(self._tree.read(path))
        except (SyntaxError, ValueError, RecursionError):
            return
        me = identity(self._tree, path)
        for node in _at_import(tree.body):
            yield from self.brought_by(node, me, path)

    def brought_by(self, node: ast.Import | ast.ImportFrom, me: Identity, path: str) -> Iterator[str]:
        """The files of the project that the import in this file brings in, with packages that are loaded for them."""
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        else:
            base = me.absolute("." * node.level + (node.module or ""))
            wanted = [one if self._file(one := f"{base}.{alias.name}", path) else base for alias in node.names]
        for one in wanted:
            found = self._file(one, path)
            if found is not None and found != path:
                yield found
                yield from self._packages(found, path)

    def _packages(self, path: str, importer: str) -> Iterator[str]:
        """The packages around the file which are not loaded already, as those around the importing one are."""
        folder = path.rpartition("/")[0]
        while folder and not importer.startswith(f"{folder}/"):
            if (init := f"{folder}/__init__.py") != path and self._tree.exists(init):
                yield init
            folder = folder.rpartition("/")[0]

    @cached_property
    def _files(self) -> dict[str, list[tuple[Called, str]]]:
        """Every dotted name of every module of the project."""
        found: dict[str, list[tuple[Called, str]]] = {}
        for path in self._tree.python_paths:
            if path.endswith(".py") and stem(path):
                for called in names_of(self._tree, path):
                    found.setdefault(called.dotted, []).append((called, path))
        return found

    def _file(self, dotted: str, importer: str) -> str | None:
        """The file that the importing one means: of several, what the packages say, then the first."""
        return next((path for called, path in self._files.get(dotted, ()) if called.reaches(importer)), None)


def _at_import(body: Iterable[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            yield from _at_import(statement.orelse)
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for name in ("body", "orelse", "finalbody"):
                yield from _at_import(getattr(statement, name, []))
            for handler in getattr(statement, "handlers", []):
                yield from _at_import(handler.body)


def _way(before: Mapping[str, str | None], goal: str) -> list[str]:
    way: list[str] = []
    here: str | None = goal
    while here is not None:
        way.append(here)
        here = before[here]
    return way[::-1]
