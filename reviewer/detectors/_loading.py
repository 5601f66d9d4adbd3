"""What importing a module loads: would one more import close a cycle, or bring in something new?"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from nova.code.index import Index
from reviewer.operations._idle import ACTS_WHEN_LOADED

_ALWAYS_THERE = sys.stdlib_module_names - ACTS_WHEN_LOADED - {
    "_scproxy", "_winapi", "asynchat", "asyncore", "bz2", "cgi", "crypt", "dbm", "distutils", "ensurepip", "fcntl",
    "grp", "imp", "lzma", "msilib", "msvcrt", "nis", "nt", "ossaudiodev", "pipes", "posix", "pty", "pwd", "resource",
    "smtpd", "spwd", "sqlite3", "ssl", "syslog", "telnetlib", "termios", "tty", "winreg", "winsound", "zlib"}
"""The standard library without what one system, build or version of Python has and another has not."""


class Loading:
    """The modules that each module loads when it is imported, over the index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._direct: dict[str, frozenset[str]] = {}

    def loads(self, path: str, other: str) -> bool:
        """Does importing `path` import `other`, directly or through others?"""
        return other in self._closure(path)

    def may_import(self, path: str, other: str) -> bool:
        """May `path` import `other`: without a cycle, and without a dependency that it has not got already?

        The packages around `path` are loaded before it, so they are no part of the question.
        """
        if self._takes_definitions(path, other):
            return True
        above = set(self._above(path))
        new = self._closure(other, but=above) | {other}
        explicit = {target for one in new for target in self._imports(one)}
        if path in new or not above.isdisjoint(explicit):
            return False
        return self._outside(new) <= self._outside(self._closure(path) | {path})

    def _takes_definitions(self, path: str, other: str) -> bool:
        """Does `path`, first thing, import something that `other` defines below all its own imports?

        Then it finds `other` whole in whatever order modules are loaded, and may take one more name from there.
        """
        facts = self._index.modules[other]
        last = max((one.line for one in facts.imports if not one.scope), default=0)
        below = {one.name for one in facts.definitions if one.qualname == one.name and one.line > last}
        return any(one.name in below and not one.scope and not one.guarded and self._index.path_of(one.module) == other
                   for one in self._index.modules[path].imports)

    def _closure(self, path: str, but: set[str] | None = None) -> set[str]:
        """All that it loads, itself left out unless it is part of a cycle; nothing is followed into `but`."""
        seen: set[str] = set()
        todo = [path]
        while todo:
            for target in sorted(self._loaded_by(todo.pop()) - seen - (but or set())):
                seen.add(target)
                todo.append(target)
        return seen

    def _loaded_by(self, path: str) -> frozenset[str]:
        """What its own imports load: modules, and the packages around them; and the packages around itself."""
        if path not in self._direct:
            targets = set(self._imports(path))
            self._direct[path] = frozenset(
                (targets | {package for one in (*targets, path) for package in self._above(one)}) - {path})
        return self._direct[path]

    def _imports(self, path: str) -> Iterator[str]:
        """Files of the project that its module-level imports name."""
        for one in self._index.modules[path].imports:
            if not one.scope:
                found = self._index.path_of(f"{one.module}.{one.name}") if one.name not in (None, "*") else None
                found = found or self._index.path_of(one.module)
                if found is not None and found in self._index.modules:
                    yield found

    def _above(self, path: str) -> Iterator[str]:
        """The `__init__` files of the packages around a module."""
        parts = self._index.module_name(path).split(".")
        for count in range(1, len(parts)):
            found = self._index.path_of(".".join(parts[:count]))
            if found is not None and found != path:
                yield found

    def _outside(self, paths: set[str]) -> set[str]:
        """Packages of others that these modules import, and parts of the standard library that may be missing."""
        return {root for path in paths for one in self._index.modules[path].imports
                if not one.scope and not one.guarded and self._index.path_of(one.module) is None
                and (root := one.module.partition(".")[0]) and root not in _ALWAYS_THERE}
