"""The Python files of one tree, read when first asked for, and which of them an import means."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property

from reviewer.references._file import File, read_file
from reviewer.tree import Tree

_ENDINGS = (".py", ".pyi")
_SOURCE_FOLDERS = ("", "src", "lib")
_BEHIND_AS = re.compile(rb"\s+as\s+(\w+)")
_ASSIGNED = re.compile(rb"(\w+)[ \t]*(?::[^=]+)?=[ \t]*(?:\w+\.)*$")


class Files:
    """The Python files of a tree as it is now. Do not keep it over a change of the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.unread: dict[str, str] = {}
        """Why a file that was asked for could not be parsed, by path."""
        self.python_paths = tree.python_paths
        self._content: dict[str, bytes] = {}
        self._read: dict[str, File | None] = {}

    def get(self, path: str) -> File | None:
        """The file parsed; None when there is no such file, or it cannot be parsed."""
        if path not in self._read:
            found = read_file(path, self.content(path)) if self._is_python(path) else None
            if isinstance(found, str):
                self.unread[path] = found
            self._read[path] = found if isinstance(found, File) else None
        return self._read[path]

    def content(self, path: str) -> bytes:
        """The bytes of any file. Raises KeyError when there is no such file."""
        content = self._content.get(path)
        if content is None:
            content = self._content[path] = self.tree.read(path)
        return content

    def holding(self, word: str) -> Iterator[str]:
        """Paths of the Python files whose bytes hold the word."""
        wanted = word.encode()
        pattern = re.compile(rb"(?<![A-Za-z0-9_])" + re.escape(wanted) + rb"(?![A-Za-z0-9_])")
        for path in self.python_paths:
            content = self.content(path)
            if wanted in content and pattern.search(content):
                yield path

    def called(self, names: set[str]) -> set[str]:
        """The names, and what they are called elsewhere: behind `as`, and where a plain assignment passes them on."""
        known, searched = names - {""}, set[str]()
        while fresh := known - searched:
            held = re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(fresh)) + rb")\b")
            searched |= fresh
            for path in self.python_paths:
                content = self.content(path)
                for hit in held.finditer(content):
                    known |= _passed_on(content, hit.start(), hit.end())
        return known

    def module(self, dotted: str, reader: str) -> str | None:
        """The module that an absolute import in the file `reader` means: a file, or a folder that ends in `/`.

        None: it is not of this project.
        """
        parts = dotted.split(".")
        home = self.root_of(reader)
        near = [home, *_above(home), *_SOURCE_FOLDERS]
        far = [] if parts[0] in sys.stdlib_module_names else self._roots.get(parts[0], [])
        found = (self.below(root, parts) for root in dict.fromkeys([*near, *far]))
        return next((path for path in found if path is not None), None)

    def relative(self, reader: str, level: int, dotted: str) -> str | None:
        """The module that an import with `level` dots in the file `reader` means."""
        folders = reader.split("/")[:-1]
        if level - 1 > len(folders):
            return None
        return self.below("/".join(folders[:len(folders) - level + 1]), dotted.split(".") if dotted else [])

    def below(self, folder: str, parts: list[str]) -> str | None:
        """The module of these dotted parts in the folder."""
        path = "/".join(filter(None, [folder, *parts]))
        candidates = [f"{path}/__init__{end}" for end in _ENDINGS]
        if parts:
            candidates = [*candidates[:1], f"{path}.py", *candidates[1:], f"{path}.pyi"]
        found = next((one for one in candidates if one in self._python), None)
        return found or (f"{path}/" if path in self._folders else None)

    def root_of(self, path: str) -> str:
        """The folder from which the file is imported: the one above its topmost package."""
        folder = path.rpartition("/")[0]
        while folder and any(f"{folder}/__init__{end}" in self._python for end in _ENDINGS):
            folder = folder.rpartition("/")[0]
        return folder

    def name_of(self, path: str) -> str:
        """Dotted name of a module, from the chain of packages that hold it."""
        root = self.root_of(path)
        inner = path.removeprefix(f"{root}/" if root else "").removesuffix("/").removesuffix(".pyi").removesuffix(".py")
        return inner.removesuffix("/__init__").replace("/", ".")

    def twin(self, path: str) -> str | None:
        """The stub of a module, or the module of a stub."""
        other = path.removesuffix("i") if path.endswith(".pyi") else f"{path}i"
        return other if other in self._python else None

    def _is_python(self, path: str) -> bool:
        return path in self._python

    @cached_property
    def _python(self) -> frozenset[str]:
        return frozenset(self.python_paths)

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Folders that hold a Python file at any depth."""
        found: set[str] = set()
        for path in self._python:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def _roots(self) -> dict[str, list[str]]:
        """Where top-level modules and packages lie, by name."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._python):
            root = self.root_of(path)
            top = path.removeprefix(f"{root}/" if root else "").partition("/")[0].partition(".")[0]
            if root not in (several := found.setdefault(top, [])):
                several.append(root)
        return found


def _passed_on(content: bytes, start: int, end: int) -> set[str]:
    """What the name at these bytes is called from there on."""
    if content[end:end + 1] in b" \t" and (behind := _BEHIND_AS.match(content, end)):
        return {behind[1].decode("utf-8", "replace")}
    if content[end:end + 1] in b"\r\n \t#;)" or end == len(content):
        line = content[content.rfind(b"\n", 0, start) + 1:start]
        if b"=" in line and (assigned := _ASSIGNED.search(line)):
            return {assigned[1].decode("utf-8", "replace")}
    return set()


def _above(folder: str) -> list[str]:
    """The folders around, innermost first."""
    found = []
    while folder:
        folder = folder.rpartition("/")[0]
        found.append(folder)
    return found
