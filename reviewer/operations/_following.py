"""A whole project made to follow modules and names that live elsewhere from now on, file by file."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Binding
from reviewer.operations._edits import parse, read
from reviewer.operations._import_lines import Identity
from reviewer.operations._modules import Called, stem
from reviewer.operations._redirects import Follower, Redirects
from reviewer.operations._spare import wanted_elsewhere
from reviewer.operations._spellings import Spellings, in_documents, in_python, spellings
from reviewer.operations._splices import Splices
from reviewer.operations._words import tells_history
from reviewer.tree import Tree

_DOCUMENTS = (".rst", ".md", ".txt")


@dataclass(frozen=True, kw_only=True)
class Following:
    """What goes where, and everything that follows it."""

    tree: Tree
    modules: Mapping[Called, str]
    names: Mapping[Called, str]
    hidden: frozenset[str]
    kept: Mapping[str, str]
    """Dotted names that strings go on saying, and why."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Dotted names that change only where strings say them, as those do that replace them in tests."""
    torn: Mapping[str, str] = field(default_factory=dict)
    """Dotted names of which a string can mean two things from now on, and why."""
    paths: Mapping[str, str]
    members: Iterable[str]
    files: Mapping[str, str]
    """Files that go elsewhere."""
    identity: Callable[[str], tuple[Identity, Identity]]
    first_party: frozenset[str]
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Modules that only one file calls so, by path."""
    documents_follow: bool = True
    """A document that is named after a module goes where it goes."""
    done: frozenset[str] = field(default=frozenset())
    """Files that somebody else takes care of."""

    def changes(self) -> Iterator[FileChange]:
        for path in self.tree.python_paths:
            if path in self.done:
                continue
            content = self.tree.read(path)
            change = self._followed(path) if path in self.files or self._spelled.may_be_in(content) else None
            if path in self.files:
                yield from self._gone(path, change)
            elif change is not None:
                yield change
        yield from self._documents()

    def redirects(self, path: str) -> Redirects:
        """As a file at this path sees it."""
        modules = {called.dotted: new for called, new in self.modules.items() if called.reaches(path)}
        return Redirects({**modules, **self.own.get(path, {})},
                         {called.dotted: new for called, new in self.names.items() if called.reaches(path)},
                         self.hidden)

    def splices(self, path: str) -> Splices:
        """The edits of one file. Raises OperationDeclined when it cannot be parsed, or cannot follow."""
        splices = Splices(parse(path, self.tree.read(path)))
        was, now = self.identity(path)
        follower = Follower(splices, was, now, self.redirects(path), self.first_party,
                            lambda name: wanted_elsewhere(self.tree, path, name))
        follower.follow()
        if follower.stored and self.kept:
            raise OperationDeclined(f"{path}:{follower.stored[0]} gives it another value where it no longer lives")
        follower.lines.write()
        self.spell(splices)
        return splices

    def spell(self, splices: Splices) -> None:
        if self.torn and (text := next((one for one in splices.source.names.strings if one in self.torn), None)):
            raise OperationDeclined(f"{splices.source.path} replaces {text}: {self.torn[text]}")
        in_python(splices, self._spelled, lambda _, said: self._why_kept(said),
                  lambda line, why: self.tree.leave(splices.source.path, line, why))

    def is_builtin_still(self, path: str) -> Callable[[Sequence[Binding]], bool]:
        """Whether the file imports a builtin's name from a module of the project that says `name = name`."""
        me = self.identity(path)[0]

        def still(bindings: Sequence[Binding]) -> bool:
            return bool(bindings) and all(binding.alias is not None and binding.target is not None and self._passes_on(
                me.absolute(binding.target), binding) for binding in bindings)
        return still

    def _passes_on(self, dotted: str, binding: Binding) -> bool:
        home, _, name = dotted.rpartition(".")
        files = [f"{folder}{home.replace('.', '/')}{end}" for folder in ("", "src/", "lib/")
                 for end in (".py", "/__init__.py")]
        path = next((one for one in files if self.tree.exists(one)), None)
        if path is None or name != binding.name:
            return False
        given = [s.value for s in read(self.tree, path).names.tree.body if isinstance(s, ast.Assign)
                 and [ast.unparse(target) for target in s.targets] == [name]]
        bound = read(self.tree, path).names.top.bindings.get(name, [])
        return len(given) == len(bound) == 1 and isinstance(given[0], ast.Name) and given[0].id == name

    def _why_kept(self, said: str) -> str | None:
        return next((why for dotted, why in self.kept.items() if said == dotted or said.startswith(f"{dotted}.")), None)

    def _followed(self, path: str) -> FileChange | None:
        try:
            parse(path, self.tree.read(path))
        except OperationDeclined:
            if path in self.files:
                raise
            self.tree.leave(path, 0, "it cannot be parsed, and names what goes elsewhere")
            return None
        return self.splices(path).change()

    def _gone(self, path: str, change: FileChange | None) -> Iterator[FileChange]:
        before = self.tree.read(path)
        lines = before.count(b"\n") + 1
        yield FileChange(path=self.files[path], before=None, after=before if change is None else change.after)
        yield FileChange(path=path, before=before, after=None, spans=((1, lines),))

    @cached_property
    def _spelled(self) -> Spellings:
        redirects = Redirects({called.dotted: new for called, new in self.modules.items()},
                              {called.dotted: new for called, new in self.names.items()}, self.hidden)
        members = {called.dotted: self.members for called in self.modules}
        return spellings(redirects, self.paths, members, self.spelled, also=self.torn)

    def _documents(self) -> Iterator[FileChange]:
        followed = {change.path: change for change in in_documents(self.tree, self._spelled, self.tree.leave)}
        for path, change in followed.items():
            if path not in self.files and self._named_after(path) is None:
                yield change
        for path in self.tree.paths:
            to = self.files.get(path) or self._named_after(path)
            if to is not None and not path.endswith((".py", ".pyi")):
                yield from self._moved(path, to, followed.get(path))

    def _moved(self, path: str, to: str, change: FileChange | None) -> Iterator[FileChange]:
        before = self.tree.read(path)
        if self.tree.exists(to):
            raise OperationDeclined(f"{to} is there already")
        yield FileChange(path=to, before=None, after=before if change is None else change.after)
        yield FileChange(path=path, before=before, after=None, spans=((1, before.count(b"\n") + 1),))

    def _named_after(self, path: str) -> str | None:
        """Where a document goes whose name is the module's: `docs/shop.orders.rst`."""
        folder, _, name = path.rpartition("/")
        base, _, end = name.rpartition(".")
        if not self.documents_follow or f".{end}" not in _DOCUMENTS or tells_history(path):
            return None
        new = next((new for called, new in self.modules.items() if called.dotted == base and "." in base), None)
        return None if new is None else f"{folder}/{new}.{end}".removeprefix("/")


def members(tree: Tree, path: str) -> frozenset[str]:
    """What a module or package holds: its definitions, and the modules below it."""
    found = set()
    if path.endswith(".py"):
        found = {name for name, bindings in read(tree, path).names.top.bindings.items()
                 if any(not isinstance(b.node, ast.Import | ast.ImportFrom) for b in bindings)
                 or path.endswith("/__init__.py")}
    if path.endswith("/__init__.py"):
        below = stem(path) + "/"
        found |= {stem(one[len(below):].partition("/")[0]) for one in tree.paths if one.startswith(below)}
    return frozenset(name for name in found if name.isidentifier() and name != "__init__")
