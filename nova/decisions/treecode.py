"""The Python of a working tree, read as far as a question needs: no index, no data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from nova.code.modules import ModuleNames
from nova.decisions.constraints import facts_of
from nova.decisions.scopes import covers, module_matches
from nova.domain.code import ModuleFacts
from nova.domain.snapshot import Snapshot


class SnapshotFiles(Mapping[str, bytes]):
    """The files of a snapshot, read when asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __getitem__(self, path: str) -> bytes:
        if path not in self._snapshot.files:
            raise KeyError(path)
        return self._snapshot.read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._snapshot.files)

    def __len__(self) -> int:
        return len(self._snapshot.files)

    def __contains__(self, path: object) -> bool:
        return path in self._snapshot.files


class TreeCode:
    """Names by path alone; a file is parsed when it is first asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.paths = tuple(path for path in files if path.endswith((".py", ".pyi")))
        self._names = ModuleNames({path: {"imports": ()} for path in self.paths})
        self._read: dict[str, ModuleFacts | None] = {}

    def module_name(self, path: str) -> str:
        """The name that folders with `__init__.py` give it."""
        return self._names.name(path)

    def facts(self, path: str) -> ModuleFacts | None:
        """None: it cannot be read."""
        if path not in self._read:
            self._read[path] = facts_of(self._files[path])
        return self._read[path]

    def in_scope(self, patterns: tuple[str, ...]) -> Iterator[str]:
        """The Python files that a scope takes in."""
        return (path for path in self.paths if covers(patterns, path, self.module_name(path)))

    def has_module(self, pattern: str) -> bool:
        return any(module_matches(pattern, name) for names in self._all_names.values() for name in names)

    def is_own(self, dotted: str) -> bool:
        """Whether the first part of a dotted name is a package or module of this tree."""
        return dotted.partition(".")[0] in self._roots

    def files_of(self, symbol: str) -> list[str]:
        """The files that a pattern `pkg.mod:name` means by its module."""
        where = symbol.partition(":")[0]
        return [path for path, names in self._all_names.items() if any(fnmatchcase(name, where) for name in names)]

    def has_symbol(self, symbol: str) -> bool:
        """Whether some file that the pattern means defines such a name, or imports it to give it out."""
        name = symbol.partition(":")[2]
        return any(defines(facts, name) for path in self.files_of(symbol) if (facts := self.facts(path)))

    def has_dotted(self, dotted: str) -> bool:
        """Whether a dotted name is a module of this tree, or a name in one."""
        if self.has_module(dotted):
            return True
        parts = dotted.split(".")
        return any(self.has_symbol(f"{'.'.join(parts[:at])}:{'.'.join(parts[at:])}") for at in range(1, len(parts)))

    @cached_property
    def _all_names(self) -> Mapping[str, tuple[str, ...]]:
        """By path: its name by packages, and by folders from the top, as tests and namespace packages have it."""
        return {path: tuple(dict.fromkeys((self.module_name(path), _from_top(path)))) for path in self.paths}

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for names in self._all_names.values() for name in names)


def defines(facts: ModuleFacts, name: str) -> bool:
    """Whether a module has a definition of this name or pattern: a name of its own, or what a class holds."""
    if any(fnmatchcase(one.qualname, name) for one in facts.definitions):
        return True
    if any(not one.scope and fnmatchcase(one.binds, name) for one in facts.imports):
        return True
    owner, _, attribute = name.rpartition(".")
    return bool(owner) and (attribute in facts.bound or attribute in facts.attributes) and any(
        one.qualname == owner for one in facts.definitions)


def _from_top(path: str) -> str:
    bare = path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__")
    return bare.removeprefix("src/").replace("/", ".")
