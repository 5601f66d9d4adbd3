"""Giving a function another signature all over a project: its heads and its calls, or the reason why not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._edits import first_party
from reviewer.operations._import_lines import Imported, ImportLines
from reviewer.operations._nested import Nested
from reviewer.operations._signature import Change, Passed, parameters_of, rewrite_call, rewrite_head
from reviewer.operations._uses import Other, Site, Uses, source_of
from reviewer.references import File, Files, Resolver
from reviewer.tree import Tree

_TRANSPARENT = frozenset({
    "staticmethod", "classmethod", "abstractmethod", "override", "overload", "final", "cache", "lru_cache",
    "contextmanager", "asynccontextmanager", "no_type_check"})
"""Decorators that pass every argument on, whatever the parameters are."""
TOLD = 3
"""Places that one message names."""


def unresolved_schema() -> shape.Schema:
    return shape.one_of("What becomes of uses that may mean it: a reason to decline, as when this is left out, or "
                        "listed and left", ["decline", "leave"], "leave")


class Resigning:
    """What changes for one function, file by file."""

    def __init__(self, tree: Tree, uses: Uses, name: str, splices: dict[str, Nested] | None = None) -> None:
        """`splices` by path, for several functions that change at once."""
        self.tree, self.uses, self.name = tree, uses, name
        self._splices = {} if splices is None else splices
        self._imports: dict[str, ImportLines] = {}
        self._brought: set[tuple[str, str]] = set()

    def splices(self, path: str) -> Nested:
        if path not in self._splices:
            self._splices[path] = Nested(source_of(self.uses.file(path)))
        return self._splices[path]

    def check_decorators(self) -> None:
        for path, function in self.uses.definitions:
            for decorator in function.decorator_list:
                text = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
                if text.rpartition(".")[2] not in _TRANSPARENT:
                    raise OperationDeclined(f"{path}:{function.lineno}: @{text} may depend on the parameters of "
                                            f"{function.name}")

    def check_same_parameters(self) -> None:
        """Overrides agree with each other, so that one change fits all of them."""
        shapes = {tuple((one.name, one.how) for one in parameters_of(function)) for path, function in
                  self.uses.definitions if not is_overload(function)}
        if len(shapes) > 1:
            places = [f"{path}:{function.lineno}" for path, function in self.uses.definitions]
            raise OperationDeclined(f"{self.name} takes other parameters at {' and '.join(places[:TOLD])}")

    def check_every_use_is_a_call(self) -> None:
        self._refuse([one for one in self.uses.values if one.may_call], "")

    def check_nothing_unknown(self) -> None:
        self._refuse([one for one in self.uses.unknown if one.may_call], ", and may be it")

    def _refuse(self, places: list[Other], end: str) -> None:
        if places:
            told = "; ".join(f"{one.path}:{one.line}: {one.why}{end}" for one in places[:TOLD])
            more = f"; and {len(places) - TOLD} more" if len(places) > TOLD else ""
            raise OperationDeclined(f"not every call of {self.name} is known: {told}{more}")

    def leave_others(self) -> None:
        """Name what was seen and not touched."""
        for one in [*self.uses.values, *self.uses.unknown]:
            self.tree.leave(one.path, one.line, one.why)

    def bring(self, file: File, name: str, home: str) -> None:
        """Let a file import a name that the module `home` defines from now on."""
        if file.path == home or (file.path, name) in self._brought:
            return
        self._brought.add((file.path, name))
        if file.names.taken(name):
            raise OperationDeclined(f"{file.path} uses the name {name} for something else")
        files, resolver = self.uses.searched.files, self.uses.searched.resolver
        have = [node for node, scope in file.names.imports() if isinstance(node, ast.ImportFrom)
                and scope is file.names.top and resolver.module_of(file, node) == home]
        if not have and leads_to(files, home, file.path):
            raise OperationDeclined(f"{home} imports {file.path}, which would have to import it in return")
        beside = have[0] if have else None
        module = "." * beside.level + (beside.module or "") if beside else files.name_of(home)
        self.imports(file.path).add(Imported(module, name), beside=beside)

    def imports(self, path: str) -> ImportLines:
        if path not in self._imports:
            self._imports[path] = ImportLines(self.splices(path), self.uses.searched.files.name_of(path),
                                              first_party(self.tree))
        return self._imports[path]

    def heads(self, change: Change) -> None:
        for path, function in self.uses.definitions:
            rewrite_head(self.splices(path), function, change)

    def calls(self, change: Change, passed: Callable[[Site], Passed], *, must: bool = True) -> list[Site]:
        """Every call made to fit; gives those that changed. `must` False: what cannot be changed is left, and told."""
        changed = []
        function = self.main
        for site in self.uses.sites:
            before = parameters_of(function)
            try:
                if rewrite_call(self.splices(site.path), site, before[site.given:], change(before)[site.given:],
                                passed(site)):
                    changed.append(site)
            except OperationDeclined as error:
                if must:
                    raise
                self.tree.leave(site.path, site.call.lineno, str(error).partition(" ")[2])
        return changed

    @property
    def main(self) -> Function:
        """The definition that is meant: the last one of its name in its file, which overloads precede."""
        target = self.uses.searched.target
        own = [function for path, function in self.uses.definitions if path == target.file.path
               and target.file.qualified(function) == target.qualified and not is_overload(function)]
        return own[-1] if own else self.uses.definitions[-1][1]

    def changes(self) -> Iterable[FileChange]:
        for lines in self._imports.values():
            lines.write()
        return changes_of(self._splices)


def changes_of(splices: Mapping[str, Nested]) -> Iterator[FileChange]:
    for path in sorted(splices):
        if (change := splices[path].change()) is not None:
            yield change


def is_overload(function: Function) -> bool:
    return any(ast.unparse(one).rpartition(".")[2] == "overload" for one in function.decorator_list)


def caller_of(uses: Uses, site: Site) -> str:
    """Qualified name of the definition that holds the call."""
    return uses.file(site.path).names.qualname(site.call)


def leads_to(files: Files, start: str, goal: str) -> bool:
    """Does loading the one module load the other?"""
    resolver = Resolver(files)
    seen, todo = {start}, [start]
    while todo:
        file = files.get(todo.pop())
        for node, scope in (file.names.imports() if file else ()):
            if file is None or scope is not file.names.top:
                continue
            if isinstance(node, ast.ImportFrom):
                base = resolver.module_of(file, node)
                below = [files.below(base.removesuffix("/__init__.py"), [alias.name]) for alias in node.names
                         ] if base and base.endswith("/__init__.py") else []
                paths = [base, *below]
            else:
                paths = [files.module(alias.name, file.path) for alias in node.names]
            fresh = [path for path in paths if path and path not in seen]
            seen |= set(fresh)
            todo += fresh
    return goal in seen
