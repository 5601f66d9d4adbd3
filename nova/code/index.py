"""What a fast pass over a snapshot knows, and the questions that detectors ask of it."""

from __future__ import annotations

import ast
import gc
import io
import json
import re
import subprocess
import sys
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path

from nova.code import facts
from nova.code.factcache import FactCache
from nova.code.modules import ModuleNames, is_test
from nova.domain.code import Import, ModuleFacts
from nova.domain.snapshot import Snapshot, SourceFile, Unread
from nova.ports import Progress

LARGEST = 2_000_000
"""Bytes of a Python file that is still read."""

_WORD = re.compile(rb"[^\W\d]\w*")
_HELD_TREES = 64
_KINDS = (("names", "name"), ("attributes", "attribute"), ("string_words", "string"))


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One line on which an identifier is used. `kind` is name, attribute, string or import."""

    path: str
    line: int
    kind: str


class Index:
    """The Python files of one snapshot, and what else mentions their names."""

    def __init__(self, snapshot: Snapshot, packed: Mapping[str, facts.Packed], unread: Sequence[Unread]) -> None:
        self._snapshot = snapshot
        self._packed = packed
        self.unread = tuple(unread)
        """Python files that could not be read, in git's order; what the export left out is in the snapshot's."""
        self._names = ModuleNames(packed)
        self.modules: Mapping[str, ModuleFacts] = _Modules(packed, self._names)
        """By path, in git's order. A file's records are made when it is first asked for."""
        self._parsed = lru_cache(maxsize=_HELD_TREES)(self._parse)

    def source(self, path: str) -> bytes:
        """The bytes of any file of the snapshot."""
        return self._snapshot.read(path)

    def tree(self, path: str) -> ast.Module:
        """The syntax tree of a module, parsed again and shared between callers: do not change it."""
        if path not in self._packed:
            raise KeyError(path)
        return self._parsed(path)

    def module_name(self, path: str) -> str:
        """The dotted name under which the file is imported: `src/` and folders without `__init__.py` are understood."""
        return self._names.name(path)

    def path_of(self, module: str) -> str | None:
        """The file of a dotted module, a package's `__init__.py`; None: it is not of this project."""
        return self._names.path(module)

    def is_test(self, path: str) -> bool:
        return is_test(path)

    def uses(self, name: str) -> tuple[Use, ...]:
        """Every line of a Python file on which the identifier is used, in order of path and line.

        A line of an import that names it counts too, with the kind `import`.
        """
        found: set[Use] = set()
        for path in self._users.get(name, ()):
            packed = self._packed[path]
            for field, kind in _KINDS:
                found.update(Use(path, line, kind) for line in packed[field].get(name, ()))
            found.update(Use(path, row[3], "import") for row in packed["imports"] if name in _imported_words(row))
        return tuple(sorted(found))

    def mentions(self, word: str) -> tuple[tuple[str, int], ...]:
        """(path, line) wherever a file that is not a module holds the word: documents, templates, settings, notebooks.

        Python files that could not be parsed are among them.
        """
        wanted = word.encode()
        pattern = re.compile(rb"(?<!\w)" + re.escape(wanted) + rb"(?!\w)")
        found = []
        for path in self._texts.get(wanted, ()):
            lines = self.source(path).splitlines()
            found += [(path, number) for number, line in enumerate(lines, 1) if pattern.search(line)]
        return tuple(found)

    def importers(self, module: str) -> tuple[tuple[str, Import], ...]:
        """Who imports the module, by path and line. `from package import module` and `import module.below` count."""
        return tuple(self._importers.get(module, ()))

    def _parse(self, path: str) -> ast.Module:
        with quiet_parsing():
            return ast.parse(self.source(path))

    @cached_property
    def _users(self) -> Mapping[str, Sequence[str]]:
        users: defaultdict[str, list[str]] = defaultdict(list)
        for path, packed in self._packed.items():
            words = {word for row in packed["imports"] for word in _imported_words(row)}
            for word in {*packed["names"], *packed["attributes"], *packed["string_words"], *words}:
                users[word].append(path)
        return users

    @cached_property
    def _texts(self) -> Mapping[bytes, Sequence[str]]:
        texts: defaultdict[bytes, list[str]] = defaultdict(list)
        for path in self._snapshot.files:
            if path not in self._packed:
                content = self.source(path)
                if b"\0" not in content[:8192]:
                    for word in set(_WORD.findall(content)):
                        texts[word].append(path)
        return texts

    @cached_property
    def _importers(self) -> Mapping[str, Sequence[tuple[str, Import]]]:
        importers: defaultdict[str, list[tuple[str, Import]]] = defaultdict(list)
        for path, module in self.modules.items():
            for one in module.imports:
                for target in self._names.targets(one):
                    importers[target].append((path, one))
        return importers


class _Modules(Mapping[str, ModuleFacts]):
    """Facts by path, unpacked when asked for, relative imports made absolute."""

    def __init__(self, packed: Mapping[str, facts.Packed], names: ModuleNames) -> None:
        self._packed, self._names = packed, names
        self._made: dict[str, ModuleFacts] = {}

    def __getitem__(self, path: str) -> ModuleFacts:
        made = self._made.get(path)
        if made is None:
            made = facts.unpack(self._packed[path])
            if any(one.level for one in made.imports):
                imports = tuple(self._names.absolute(path, one) for one in made.imports)
                made = replace(made, imports=imports)
            self._made[path] = made
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def build_index(snapshot: Snapshot, cache: Path, progress: Progress) -> Index:
    """Read every Python file of the snapshot; what a file holds never raises.

    Facts are kept in the folder `cache` by blob id, so that a file which did not change is not parsed again.
    """
    files = [file for file in snapshot.files.values() if file.is_python]
    store = FactCache(cache / "facts.sqlite3")
    known = store.load(file.blob for file in files)
    fresh: dict[str, facts.Packed | str] = {}
    with quiet_parsing():
        for number, file in enumerate(files, 1):
            if file.blob not in known and file.blob not in fresh:
                fresh[file.blob] = _read(snapshot, file)
                progress.step(number, len(files), file.path)
    _explain_newer_syntax(snapshot, files, fresh)
    store.save(fresh)
    read = {**known, **fresh}
    packed, unread = {}, []
    for file in files:
        result = _why_unnamable(file.path) or read[file.blob]
        if isinstance(result, str):
            unread.append(Unread(file.path, result))
        else:
            packed[file.path] = result
    return Index(snapshot, packed, unread)


def _why_unnamable(path: str) -> str | None:
    """Why no tool can be asked about the file; None: one can. It is not a matter of the blob, so it is not cached."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    return None


_LONE_RETURN = re.compile(rb"\r(?!\n)")


def _read(snapshot: Snapshot, file: SourceFile) -> facts.Packed | str:
    """The facts of one file, or why there are none."""
    if file.size > LARGEST:
        return f"{_size(file.size)}: larger than the {_size(LARGEST)} limit"
    content = snapshot.read(file.path)
    if b"\0" in content:
        return "holds null bytes, so it is not Python source"
    if _LONE_RETURN.search(content):
        return "ends lines with a carriage return alone, which Python counts as a line and git does not"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        source = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return "not UTF-8, and it names no other encoding that fits"
    return _parsed(content, source)


def _parsed(content: bytes, source: str) -> facts.Packed | str:
    try:
        return facts.collect(ast.parse(content), source)
    except (RecursionError, MemoryError, facts.TooDeep):
        return "nested too deeply"
    except SyntaxError as error:
        if "too many nested" in str(error.msg):
            return "nested too deeply"
        return f"line {error.lineno}: {error.msg}"
    except ValueError as error:
        return f"cannot be parsed: {error}"


def _explain_newer_syntax(
    snapshot: Snapshot, files: Sequence[SourceFile], fresh: dict[str, facts.Packed | str]
) -> None:
    """Where a file is only too new for this Python, say so instead of calling it wrong."""
    failed = {str(snapshot.root / file.path): file.blob for file in files
              if isinstance(why := fresh.get(file.blob), str) and why.startswith("line ")}
    if not failed:
        return
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for path, message in _version_complaints(list(failed)).items():
        fresh[failed[path]] = f"needs Python 3.{_needed(message)} syntax, and Nova runs on {here} here"


def _version_complaints(paths: Sequence[str]) -> dict[str, str]:
    """What ruff says against files that this Python cannot parse, by path, if versions are all it has against them."""
    target = f"py{sys.version_info.major}{sys.version_info.minor}"
    ruff = str(import_module("ruff").find_ruff_bin())
    command = [ruff, "check", "--isolated", "--no-cache", "--no-respect-gitignore", "--target-version", target,
               "--select", "F401", "--output-format", "json", "--", *paths]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        complaints = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return {}
    said: defaultdict[str, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint["code"] == "invalid-syntax":
            said[complaint["filename"]].append(complaint["message"])
    return {path: max(messages, key=_needed) for path, messages in said.items() if all(map(_needed, messages))}


def _needed(message: str) -> int:
    """The minor version of Python 3 that ruff says brought the syntax; 0: it says something else."""
    found = re.search(r"added in Python 3\.(\d+)", message)
    return int(found[1]) if found else 0


def _imported_words(row: Sequence[object]) -> set[str]:
    return {*str(row[0]).split("."), str(row[1])} - {"", "None", "*"}


def _size(count: int) -> str:
    return f"{count / 1e6:.1f}".removesuffix(".0") + " MB"


@contextmanager
def quiet_parsing() -> Iterator[None]:
    """No collector, which would walk every tree again and again, and no warnings about other people's escapes."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if collecting:
            gc.enable()
