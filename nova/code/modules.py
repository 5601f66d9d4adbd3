"""Which dotted name a file is imported under, and which file a dotted name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from nova.domain.code import Import

_TEST_FOLDERS = frozenset({"test", "tests"})
_SOURCE_FOLDERS = ("src", "lib")


def is_test(path: str) -> bool:
    """Whether the file belongs to a test suite, by its name or a folder called `tests`."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    return (not _TEST_FOLDERS.isdisjoint(folders) or stem.startswith("test_") or stem.endswith("_test")
            or stem in {"conftest", "tests"})


class ModuleNames:
    """Names of the modules of one snapshot, worked out from its folders and from what its files import.

    A chain of `__init__.py` gives the shortest name that can be right. Folders above it are part of the name when
    some file imports it so: namespace packages, and test folders run from the top.
    """

    def __init__(self, packed: Mapping[str, Mapping[str, Any]]) -> None:
        self._packed = packed

    def name(self, path: str) -> str:
        known = self._names.get(path)
        return known if known is not None else _candidates(path, self._packages)[0]

    def path(self, module: str) -> str | None:
        return self._paths.get(module)

    def absolute(self, path: str, one: Import) -> Import:
        """The import with its leading dots resolved, as far as the folders go."""
        if not one.level:
            return one
        package = self.name(path).split(".")
        if not path.rpartition("/")[2].startswith("__init__."):
            package = package[:-1]
        up = one.level - 1
        if up >= len(package) or package == [""]:
            return one
        below = one.module[one.level:]
        return replace(one, module=".".join([*package[:len(package) - up], *([below] if below else [])]))

    def targets(self, one: Import) -> set[str]:
        """The modules of this project that an import brings in, by their own names."""
        parts = one.module.split(".")
        wanted = [one.module]
        if one.name is None:
            wanted += [".".join(parts[:count]) for count in range(1, len(parts))]
        elif one.name != "*":
            wanted.append(f"{one.module}.{one.name}")
        return {self.name(path) for module in wanted if (path := self.path(module)) is not None}

    @cached_property
    def _packages(self) -> frozenset[str]:
        """Folders that hold an `__init__.py`."""
        return frozenset(path.rpartition("/")[0] for path in self._packed
                         if path.rpartition("/")[2] in {"__init__.py", "__init__.pyi"})

    @cached_property
    def _imported(self) -> frozenset[str]:
        """Every dotted name that some file imports absolutely, and those above it."""
        seen: set[str] = set()
        for packed in self._packed.values():
            for module, name, *_ in packed["imports"]:
                for dotted in (module, f"{module}.{name}"):
                    while dotted and not dotted.startswith(".") and dotted not in seen:
                        seen.add(dotted)
                        dotted = dotted.rpartition(".")[0]
        return frozenset(seen)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {path: next((name for name in reversed(_candidates(path, self._packages)) if name in self._imported),
                           _candidates(path, self._packages)[0]) for path in self._packed}

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        """Every name a file could have. Its own name wins over another's longer one, `.py` over `.pyi`."""
        paths: dict[str, str] = {}
        ordered = sorted(self._packed, key=lambda path: (path.endswith(".pyi"), path))
        for path in ordered:
            paths.setdefault(self._names[path], path)
        others: defaultdict[str, list[str]] = defaultdict(list)
        for path in ordered:
            for name in _candidates(path, self._packages):
                others[name].append(path)
        for name, found in others.items():
            paths.setdefault(name, found[0])
        return paths


def _candidates(path: str, packages: frozenset[str]) -> list[str]:
    """The names that a file may be imported under, shortest first."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    parts = [] if stem == "__init__" else [stem]
    while folder in packages and folder:
        folder, _, last = folder.rpartition("/")
        parts.insert(0, last)
    return list(_widening(folder.split("/") if folder else [], parts))


def _widening(folders: list[str], parts: list[str]) -> Iterator[str]:
    yield ".".join(parts)
    while folders and folders[-1].isidentifier() and folders[-1] not in _SOURCE_FOLDERS:
        parts = [folders.pop(), *parts]
        yield ".".join(parts)
