"""Move functions, classes and variables to another module, with the imports they need and everybody who uses them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._cycles import with_changes
from reviewer.operations._departure import Departure, extent, leaving, with_calls
from reviewer.operations._edits import Source, first_party, parse, read
from reviewer.operations._following import Following
from reviewer.operations._import_lines import Identity, Import, Imported, ImportLines
from reviewer.operations._inert import why_not_inert
from reviewer.operations._landing import Landing
from reviewer.operations._late import without_circles
from reviewer.operations._listed import enlist, listed, lists, unlist
from reviewer.operations._modules import Called, check_name, identity, names_of, package_file, stem
from reviewer.operations._needs import Needs, is_for_types, needs_of
from reviewer.operations._redirects import Follower
from reviewer.operations._spare import Spare, files_with, spare_imports, spelled_in_strings, wanted_elsewhere
from reviewer.operations._splices import Splices
from reviewer.tree import Tree


@dataclass(frozen=True)
class MoveSymbol:
    kind = "move_symbol"
    does = ("Moves functions, classes and variables to another module, with the imports they need; every importer "
            "follows. Declines circles of imports, names that are taken and code that depends on its module.")
    parameters = shape.takes(
        path=shape.path("The module that defines them"),
        names=shape.some(shape.name("A function, class or variable at module level", "total"), "What goes, together",
                         ["total"]),
        to=shape.path("The module that they go to; made when it is not there", "shop/sums.py"),
        optional={"keep_alias": shape.flag("The old module goes on passing the names on"),
                  "late_imports": shape.flag("Where imports would close a circle, the module that takes the code "
                                             "imports in its functions")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = None
    preserves_references = True

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{name}" for name in parameters["names"]]

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        return {f"{parameters['path']}::{name}": f"{parameters['to']}::{name}" for name in parameters["names"]}

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        path, to, names = parameters["path"], parameters["to"], parameters["names"]
        if path == to:
            raise OperationDeclined(f"{path} is where they are")
        source = read(tree, path)
        if tree.exists(to) and not set(names) & source.names.top.bindings.keys() and set(names) <= read(
                tree, to).names.top.bindings.keys():
            return
        move = _Move(tree, with_calls(leaving(source, names)), to, keep=parameters.get("keep_alias", False))
        yield from without_circles(tree, list(move.changes()), to, {}, late=parameters.get("late_imports", False))


class _Move:
    """Some names of one module on their way to another."""

    def __init__(self, tree: Tree, departure: Departure, to: str, *, keep: bool) -> None:
        self.tree, self.departure, self.to, self.keep = tree, departure, to, keep
        self.path = departure.source.path
        self.origin = identity(tree, self.path)
        self.is_new = not tree.exists(to)
        if self.is_new:
            check_new(tree, to)
        self.home = identity(tree, to)
        self.names = sorted(departure.names)
        self.first_party = first_party(tree)
        departure.check()
        self.needs: Needs = needs_of(departure, self.origin)

    @cached_property
    def still_used(self) -> list[str]:
        """Names that code which stays goes on using."""
        return [name for name in self.names if self.departure.used_by_the_rest(name)]

    @cached_property
    def passed_on(self) -> list[str]:
        """Names that the old module goes on having."""
        return self.names if self.keep else self.still_used

    def changes(self) -> Iterator[FileChange]:
        self._check_stars()
        self._tell()
        following = self._following()
        others = list(following.changes())
        for change in (self._left(following, others), self._arrived(following)):
            if change is not None:
                yield change
        yield from others

    def _following(self) -> Following:
        calls = names_of(self.tree, self.path)
        names = {Called(f"{one.dotted}.{name}", one.within): f"{self._as(one)}.{name}"
                 for one in calls for name in self.names}
        kept = {f"{one.dotted}.{name}": f"{self.path} goes on using it under its own name"
                for one in calls for name in self.still_used}
        rest = {name for name in self._needed if self.departure.used_by_the_rest(name)}
        spelled = {f"{one.dotted}.{name}": f"{self._as(one)}.{name}" for one in calls
                   for name in self._needed - rest - set(self.names)}
        torn = {f"{one.dotted}.{name}": f"both what goes and what stays in {self.path} use it"
                for one in calls for name in rest - set(self.names)}
        return Following(
            tree=self.tree, modules={}, names=names, hidden=frozenset(), kept=kept, spelled=spelled, torn=torn,
            paths={}, members=(), files={}, first_party=self.first_party, done=frozenset({self.path, self.to}),
            identity=lambda path: (identity(self.tree, path),) * 2)

    @cached_property
    def _needed(self) -> set[str]:
        """Names of the old module that the code reads, under which tests may replace what it uses."""
        return {name for name, _, bindings in self.departure.uses() if bindings}

    def _as(self, old: Called) -> str:
        """The new module in the manner in which the old one is called."""
        parts = stem(self.path).split("/")
        root = parts[:len(parts) - old.dotted.count(".") - 1]
        new = stem(self.to).split("/")
        return ".".join(new[len(root):]) if new[:len(root)] == root and len(new) > len(root) else self.home.module

    def _left(self, following: Following, others: Sequence[FileChange]) -> FileChange | None:
        """The old module without what goes; `others` follow already, and what they no longer want may go too."""
        source = self.departure.source
        splices = Splices(source)
        splices.settles = True
        take_out(splices, self.departure)
        follower = self._follower(splices, self.origin, following, lambda node: node not in self.departure.nodes)
        manner = self._landing(follower).manner
        for name in self.passed_on:
            alone = name not in self.still_used and not self.origin.is_package and not lists(source, name)
            follower.lines.add(Imported(self.origin.write(self.home.module, relative=manner), name,
                                        name if alone else None))
        after = with_changes(self.tree, others)
        spare_ones = [*spare_imports(source, self.departure.statements, after), *spare_for_types(self.departure, after)]
        for spare in spare_ones:
            if not follower.drops(spare.statement, spare.alias):
                follower.lines.drop(spare.statement, spare.alias)
        if not self.keep and any(lists(source, name) for name in self.names):
            unlist(splices, self.departure.names)
        follower.lines.write()
        following.spell(splices)
        return splices.change()

    def _follower(self, splices: Splices, me: Identity, following: Following, within: Any = None) -> Follower:
        path = splices.source.path
        follower = Follower(splices, me, me, following.redirects(path), self.first_party,
                            lambda name: wanted_elsewhere(self.tree, path, name), *([within] if within else []))
        follower.follow()
        return follower

    def _landing(self, follower: Follower) -> Landing:
        source = parse(self.to, b"") if self.is_new else read(self.tree, self.to)
        splices = Splices(source)
        return Landing(departure=self.departure, needs=self.needs, origin=self.origin, home=self.home, splices=splices,
                       lines=ImportLines(splices, self.home.module, self.first_party),
                       first_party=self.first_party, is_builtin_still=lambda _: False, spell=lambda _: None)

    def _arrived(self, following: Following) -> FileChange | None:
        """The new module with what comes."""
        before = None if self.is_new else self.tree.read(self.to)
        source = parse(self.to, _begun(self.departure.source) if before is None else before)
        splices = Splices(source)
        splices.settles = True
        follower = self._follower(splices, self.home, following)
        landing = Landing(departure=self.departure, needs=self.needs, origin=self.origin, home=self.home,
                          splices=splices, lines=follower.lines, first_party=self.first_party, spell=following.spell,
                          is_builtin_still=following.is_builtin_still(self.to))
        landing.check()
        landing.bring_imports()
        self._list(splices)
        landing.put()
        if before is not None:
            following.spell(splices)
        change = splices.change()
        if change is None or before is not None:
            return change
        return FileChange(path=self.to, before=None, after=change.after)

    def _list(self, splices: Splices) -> None:
        """Public names join `__all__`."""
        source = self.departure.source
        if listed(splices.source) is not None:
            for name in self.names:
                if lists(source, name) or (listed(source) is None and not name.startswith("_")):
                    enlist(splices, name)

    def _check_stars(self) -> None:
        """Who imports everything from the old module and uses a name that goes would not find it."""
        for name in self.names if not self.keep else ():
            for path in files_with(self.tree, name):
                if path not in (self.path, self.to) and (line := _takes_by_star(self.tree, path, self.origin, name)):
                    raise OperationDeclined(f"{path}:{line} imports everything from {self.origin.module}, {name} too: "
                                            "keep_alias leaves it there")

    def _tell(self) -> None:
        for statement in self.departure.statements:
            if (why := why_not_inert(statement, self.departure.source.names)) is not None:
                self.tree.leave(self.path, statement.lineno, f"it does more than define, from now on when "
                                                             f"{self.home.module} is imported: {why}")


def check_new(tree: Tree, to: str) -> None:
    """Raises OperationDeclined when there can be no module of this path."""
    if not to.endswith(".py"):
        raise OperationDeclined(f"{to} is no module")
    check_name(tree, to)
    above = stem(to).rpartition("/")[0]
    if above and package_file(tree, to) is None and not any(one.startswith(f"{above}/") for one in tree.paths):
        raise OperationDeclined(f"there is no folder {above}: add {above}/__init__.py first")


def spare_for_types(departure: Departure, tree: Tree) -> Iterator[Spare]:
    """Imports for type checkers that only the code which goes has used, and `TYPE_CHECKING` itself after the last."""
    source, top = departure.source, departure.source.names.top
    gone: dict[ast.alias, ast.If] = {}
    for name in dict.fromkeys(name for name, _, _ in departure.uses()):
        for binding in top.bindings.get(name, ()):
            holder = source.names.parents.get(binding.node)
            if binding.alias is not None and is_for_types(holder) and isinstance(binding.node, Import) and not (
                    departure.used_by_the_rest(name) or spelled_in_strings(source.names, name)
                    or wanted_elsewhere(tree, source.path, name)):
                gone[binding.alias] = holder
                yield Spare(binding.node, binding.alias)
    for holder in dict.fromkeys(gone.values()):
        below = [alias for s in holder.body for alias in (s.names if isinstance(s, Import) else [])]
        if all(isinstance(s, Import) for s in holder.body) and all(alias in gone for alias in below):
            yield from spare_imports(source, [holder.test, *departure.statements], tree)


def take_out(splices: Splices, departure: Departure) -> None:
    """The statements with their comments; what stood together goes together."""
    ranges: list[tuple[int, int]] = []
    for statement in departure.statements:
        first, last = extent(splices, statement)
        if ranges and not any(row.strip() for row in splices.source.lines[ranges[-1][1]:first - 1]):
            ranges[-1] = ranges[-1][0], last
        else:
            ranges.append((first, last))
    for first, last in ranges:
        splices.leave_out(first, last)


def _begun(source: Source) -> bytes:
    """What a new module begins with: the old one's `from __future__`."""
    futures = [ast.unparse(s) for s in source.names.tree.body if isinstance(s, ast.ImportFrom)
               and s.module == "__future__"]
    return "".join(f"{line}\n" for line in futures).encode()


def _takes_by_star(tree: Tree, path: str, origin: Identity, name: str) -> int | None:
    """The line of a star import that brings the name into a file which uses it, or passes it on."""
    try:
        source = read(tree, path)
    except OperationDeclined:
        return None
    me = identity(tree, path)
    for statement, _ in source.names.imports():
        if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*" and me.absolute(
                "." * statement.level + (statement.module or "")) == origin.module:
            names: Sequence[ast.AST] = list(source.names.scopes)
            if any(isinstance(n, ast.Name) and n.id == name and not source.names.bindings(n) for n in names):
                return statement.lineno
    return None


OPERATION = MoveSymbol()
