"""Put all of one module into another, which takes its place for everybody, and take the first away."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._departure import Departure
from reviewer.operations._edits import Source, first_party, read
from reviewer.operations._following import Following, members
from reviewer.operations._import_lines import Identity, Import, Imported
from reviewer.operations._landing import Landing, redirected
from reviewer.operations._late import without_circles
from reviewer.operations._listed import enlist, listed
from reviewer.operations._modules import Called, check_not_read_by_name, identity, is_hidden, names_of, stem
from reviewer.operations._needs import Needs, is_for_types
from reviewer.operations._redirects import Follower, Redirects
from reviewer.operations._spare import wanted_elsewhere
from reviewer.operations._splices import Splices
from reviewer.tree import Tree


@dataclass(frozen=True)
class MergeModule:
    kind = "merge_module"
    does = ("Puts all of one module into another and takes the first away; every import, string and document that "
            "names it follows. Declines names that both have, and circles of imports.")
    parameters = shape.takes(
        path=shape.path("The module that goes", "shop/tax.py"),
        into=shape.path("The module that takes all of it"),
        optional={"late_imports": shape.flag("Where imports would close a circle, the module that takes the code "
                                             "imports in its functions")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = None
    preserves_references = True

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [parameters["path"]]

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        return {parameters["path"]: parameters["into"]}

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, into = parameters["path"], parameters["into"]
        if path == into:
            raise OperationDeclined(f"{path} is that module itself")
        if tree.exists(into) and not tree.exists(path):
            return
        for one in (path, into):
            if not one.endswith(".py") or one.endswith("__init__.py"):
                raise OperationDeclined(f"{one} is no plain module")
        check_not_read_by_name(path)
        changes = list(_Merging(tree, read(tree, path), read(tree, into)).changes())
        yield from without_circles(tree, changes, into, {into: path}, late=parameters.get("late_imports", False))


class _Merging:
    """All of one module on its way into another."""

    def __init__(self, tree: Tree, source: Source, into: Source) -> None:
        self.tree, self.source, self.into = tree, source, into
        self.origin, self.home = identity(tree, source.path), identity(tree, into.path)
        self.first_party = first_party(tree)
        self.departure = Departure(source, [s for s in source.names.tree.body if _goes(s)])
        if source.names.star_imports:
            raise OperationDeclined(f"{source.path} imports everything from somewhere")
        self.departure.check()

    def changes(self) -> Iterator[FileChange]:
        following = self._following()
        yield self._arrived(following)
        before = self.source.content
        yield FileChange(path=self.source.path, before=before, after=None, spans=((1, before.count(b"\n") + 1),))
        yield from following.changes()

    def _following(self) -> Following:
        tree, path = self.tree, self.source.path
        names = names_of(tree, path)
        paths = {path: self.into.path}
        for folder in ("src/", "lib/", "python/"):
            if path.startswith(folder) and self.into.path.startswith(folder):
                paths[path.removeprefix(folder)] = self.into.path.removeprefix(folder)
        return Following(
            tree=tree, modules={one: self._as(one) for one in names}, names={}, kept={}, paths=paths,
            hidden=frozenset(one.dotted for one in names if is_hidden(tree, path)), members=members(tree, path),
            files={}, first_party=self.first_party, done=frozenset({path, self.into.path}), documents_follow=False,
            identity=lambda one: (identity(tree, one),) * 2)

    def _as(self, old: Called) -> str:
        parts = stem(self.source.path).split("/")
        root = parts[:len(parts) - old.dotted.count(".") - 1]
        new = stem(self.into.path).split("/")
        return ".".join(new[len(root):]) if new[:len(root)] == root and len(new) > len(root) else self.home.module

    def _arrived(self, following: Following) -> FileChange:
        splices = Splices(self.into)
        splices.settles = True
        everything = self.source.names.top.bindings
        redirects = Redirects({self.origin.module: self.home.module},
                              redirected(everything, self.origin.module, self.home.module))
        follower = Follower(splices, self.home, self.home, redirects, self.first_party,
                            lambda name: wanted_elsewhere(self.tree, self.into.path, name))
        follower.follow()
        landing = Landing(departure=self.departure, needs=self._needs(), origin=self.origin, home=self.home,
                          splices=splices, lines=follower.lines, first_party=self.first_party, spell=following.spell,
                          is_builtin_still=following.is_builtin_still(self.into.path))
        landing.check()
        landing.bring_imports()
        self._list(splices)
        landing.put()
        following.spell(splices)
        change = splices.change()
        if change is None:
            return FileChange(path=self.into.path, before=self.into.content, after=self.into.content)
        return change

    def _needs(self) -> Needs:
        """Every import of the module goes along: others may take from it what it imports itself."""
        needs = Needs()
        needs.builtins = {name for name, _, bindings in self.departure.uses() if not bindings}
        for statement in self.source.names.tree.body:
            if isinstance(statement, Import):
                needs.imports |= _imported(statement, self.origin)
            elif is_for_types(statement) and not _goes(statement):
                for below in statement.body:
                    if isinstance(below, Import):
                        needs.for_types |= _imported(below, self.origin)
        return needs

    def _list(self, splices: Splices) -> None:
        """Names of both lists stand in one."""
        mine, others = listed(self.source), listed(self.into)
        if (mine is None) != (others is None) and self.departure.names:
            for name in sorted(self.departure.names) if others is not None else ():
                if not name.startswith("_"):
                    enlist(splices, name)
        elif mine is not None:
            for item in mine.elts:
                if isinstance(item, ast.Constant):
                    enlist(splices, str(item.value))


def _goes(statement: ast.stmt) -> bool:
    """Everything but the module's docstring, its imports and its `__all__`."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return False
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return not any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
    if is_for_types(statement):
        return not all(isinstance(s, Import) for s in statement.body)
    return not isinstance(statement, Import)


def _imported(statement: Import, origin: Identity) -> dict[Imported, bool]:
    if isinstance(statement, ast.Import):
        return {Imported(alias.name, None, alias.asname): False for alias in statement.names}
    home = origin.absolute("." * statement.level + (statement.module or ""))
    return {Imported(home, alias.name, alias.asname): statement.level > 0 for alias in statement.names
            if home != "__future__"}


OPERATION = MergeModule()
