"""Imports that a file does not use: who else may want the name, and whether loading the module does anything."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from reviewer.names import Names
from reviewer.operations._edits import Source, first_party, parse
from reviewer.operations._inert import why_not_inert
from reviewer.operations._spare import files_with, wanted_elsewhere
from reviewer.tree import Tree

Importing = ast.Import | ast.ImportFrom

ACTS_WHEN_LOADED = frozenset({"__main__", "antigravity", "ctypes", "curses", "idlelib", "lib2to3", "readline",
                              "rlcompleter", "site", "test", "this", "tkinter", "turtle", "turtledemo"})
"""Modules of the standard library that do something when they are loaded, or may be missing."""

_ALWAYS_THERE = frozenset({"os.path", "collections.abc"})
"""Submodules that are loaded with their package."""

_PACKAGES = frozenset({"asyncio", "collections", "concurrent", "dbm", "email", "encodings", "ensurepip", "html", "http",
                       "importlib", "json", "logging", "multiprocessing", "os", "pydoc_data", "sqlite3", "unittest",
                       "urllib", "venv", "wsgiref", "xml", "xmlrpc"})
"""Those of the standard library that have submodules."""

_REGISTERS = frozenset({"mpl_toolkits", "sklearn.experimental"})
"""Packages of others from which a name is imported for what that registers."""

_LOOKS_NAMES_UP = frozenset({"globals", "locals", "vars", "eval", "exec"})


def idle_imports(source: Source) -> Iterator[tuple[Importing, ast.alias]]:
    """Every import whose name is not used in the file, with the alias that nobody reads."""
    for statement, scope in source.names.imports():
        for alias in statement.names:
            home = scope.home(bound_by(alias, statement))
            if alias.name != "*" and home and not source.names.uses(home, bound_by(alias, statement)):
                yield statement, alias


def bound_by(alias: ast.alias, statement: Importing) -> str:
    return alias.asname or (alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name)


def spelled(alias: ast.alias, statement: Importing) -> str:
    """The import of this one name, as somebody would type it: how a recipe names it."""
    name = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
    if isinstance(statement, ast.Import):
        return f"import {name}"
    return f"from {'.' * statement.level}{statement.module or ''} import {name}"


def why_keep_here(source: Source, statement: Importing, alias: ast.alias, *, was_used: bool = False) -> str | None:
    """What in the file itself speaks for the import, in words; None: nothing.

    `was_used`: the file used the name until this very change, so the import was not there for others.
    """
    names, name = source.names, bound_by(alias, statement)
    if not was_used and source.path.endswith(("__init__.py", "conftest.py")):
        return "names in such a file are there for others"
    if alias.asname == alias.name or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
        return f"`{spelled(alias, statement)}` is meant for others"
    if any(loaded.startswith(tuple(_REGISTERS)) for loaded in _loaded(statement, alias)):
        return "importing it registers something"
    if any(binding.guarded for binding in names.bound(name)):
        return "it stands under a condition"
    if len(getattr(names.parents.get(statement), "body", ())) < 2:
        return "it stands alone in its block"
    if any("#" in line for line in source.lines[statement.lineno - 1:statement.end_lineno]):
        return "a comment beside it may explain it"
    if len(statement.names) == 1 and has_comment_above(source, statement):
        return "a comment above it may explain it"
    return _why_named(source, name, requested=not _is_standard(statement, alias))


def has_comment_above(source: Source, statement: Importing) -> bool:
    return statement.lineno > 1 and source.lines[statement.lineno - 2].lstrip().startswith("#")


def _why_named(source: Source, name: str, *, requested: bool) -> str | None:
    names = source.names
    if any(isinstance(node, ast.Name) and node.id in _LOOKS_NAMES_UP for node in names.scopes):
        return "the file looks names up at run time"
    if requested and any(isinstance(node, ast.arg) and node.arg == name for node in ast.walk(names.tree)):
        return f"a parameter `{name}` may request it as a fixture"
    if any("# type:" in line and re.search(rf"\b{name}\b", line) for line in source.lines):
        return "a type comment names it"
    if any(_says(text, name) for text in _strings(names.tree)):
        return "a string in the file names it"
    return None


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _says(text: str, name: str) -> bool:
    """Whether a string uses the word as code: alone, dotted, called, or in a doctest. Plain prose does not."""
    if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        return False
    code = rf"(?<![\w.]){re.escape(name)}\s*[.(\[]\w?"
    return not re.search(r"\s", text.strip()) or re.search(code, text) is not None or ">>>" in text or "import" in text


def why_wanted_elsewhere(tree: Tree, path: str, name: str) -> str | None:
    """Which way another Python file may take the name from this one, in words; None: no way that can be seen."""
    if wanted_elsewhere(tree, path, name):
        return "another file takes it from here"
    stem = re.escape(path.removesuffix(".py").rpartition("/")[2].encode())
    word = re.escape(name.encode())
    for other in files_with(tree, stem.decode()):
        content = tree.read(other)
        if other == path:
            continue
        if re.search(rb"from\s+[\w.]*\b" + stem + rb"\s+import\s+\(?\s*\*", content):
            return f"{other} imports everything from here"
        for alias in re.findall(rb"\b" + stem + rb"\s+as\s+(\w+)", content):
            if re.search(rb"\b" + re.escape(alias) + rb"\." + word + rb"\b", content):
                return f"{other} takes it from here"
    return None


def does_nothing(tree: Tree, source: Source, statement: Importing, alias: ast.alias) -> bool:
    """Whether the program is the same without this import: what it loads is loaded anyway, or only defines things."""
    modules = list(_loaded(statement, alias))
    if modules[0].partition(".")[0] in sys.stdlib_module_names:
        return _is_standard(statement, alias) and not any(
            _relied_on(tree, source, module, statement) for module in modules)
    return all(_Loading(tree, source.path).is_idle(module, statement, source.names) for module in modules)


def _is_standard(statement: Importing, alias: ast.alias) -> bool:
    root = next(_loaded(statement, alias)).partition(".")[0]
    return root in sys.stdlib_module_names and root not in ACTS_WHEN_LOADED


def _loaded(statement: Importing, alias: ast.alias) -> Iterator[str]:
    """The dotted names that are loaded, or may be: `from a import b` loads `a`, and `a.b` when that is a module."""
    if isinstance(statement, ast.Import):
        yield alias.name
        return
    module = "." * statement.level + (statement.module or "")
    yield module
    yield f"{module}{'' if module.endswith('.') else '.'}{alias.name}"


def _relied_on(tree: Tree, source: Source, module: str, statement: Importing) -> bool:
    """Does a file write `xml.etree` without importing it, and so live from this import?"""
    if "." not in module or module in _ALWAYS_THERE or module.partition(".")[0] not in _PACKAGES:
        return False
    dotted = re.escape(module.encode())
    own = re.compile(rb"^\s*(import|from)\s+" + dotted + rb"\b", re.MULTILINE)
    anywhere = re.compile(rb"(?<![\w.])" + dotted + rb"\b")
    for path in files_with(tree, module):
        content = tree.read(path)
        imports = len(own.findall(content)) - (path == source.path and isinstance(statement, ast.Import))
        if imports <= 0 and len(anywhere.findall(content)) > len(own.findall(content)):
            return True
    return False


class _Loading:
    """What loading modules of the project does, looked up in the tree."""

    def __init__(self, tree: Tree, path: str) -> None:
        self._tree, self._path = tree, path
        self._own = first_party(tree)
        self._open: set[str] = set()
        self._idle: set[str] = set()

    def is_idle(self, module: str, statement: Importing, names: Names) -> bool:
        files = self._files(module, self._path)
        if files is None:
            return False
        anyway = {file for other, alias in self._others(statement, names) for loaded in _loaded(other, alias)
                  for file in self._files(loaded, self._path) or ()}
        return all(file in anyway or self._only_defines(file) for file in files)

    def _others(self, statement: Importing, names: Names) -> Iterator[tuple[Importing, ast.alias]]:
        """The imports of the file that run anyway and are used, so that they stay."""
        for other in names.tree.body:
            if isinstance(other, Importing):
                for alias in other.names:
                    if alias.name == "*" or names.uses(names.top, bound_by(alias, other)):
                        yield other, alias

    def _files(self, module: str, path: str) -> tuple[str, ...] | None:
        """The files that loading a dotted name runs, packages first; None when it is not of this project."""
        dots = len(module) - len(module.lstrip("."))
        parts = module.lstrip(".").split(".") if module.strip(".") else []
        folder = path.split("/")[:-1]
        if dots:
            base = folder[:len(folder) - dots + 1]
        elif parts and parts[0] in self._own:
            base = ["src"] if any(file.startswith(f"src/{parts[0]}") for file in self._tree.paths) else []
        else:
            return None
        files = []
        for depth in range(1, len(parts) + 1):
            place = "/".join([*base, *parts[:depth]])
            found = next((f for f in (f"{place}/__init__.py", f"{place}.py") if self._tree.exists(f)), None)
            # The last part may be an attribute, and a package around the importing file is loaded already.
            if found and not path.startswith(found.removesuffix("__init__.py")):
                files.append(found)
            elif found is None and depth < len(parts):
                return None
        return tuple(files)

    def _only_defines(self, path: str) -> bool:
        """A module that is met again while it is looked at is part of a cycle, where order matters: not idle."""
        if path in self._open:
            return False
        if path not in self._idle:
            self._open.add(path)
            names = parse(path, self._tree.read(path)).names
            if not all(self._is_harmless(statement, names, path) for statement in names.tree.body):
                return False
            self._open.discard(path)
            self._idle.add(path)
        return True

    def _is_harmless(self, statement: ast.stmt, names: Names, path: str) -> bool:
        if isinstance(statement, ast.Expr):
            return isinstance(statement.value, ast.Constant)
        if isinstance(statement, Importing):
            return all(_is_standard(statement, alias) or self._loads_idle(statement, alias, path)
                       for alias in statement.names)
        return why_not_inert(statement, names) is None

    def _loads_idle(self, statement: Importing, alias: ast.alias, path: str) -> bool:
        for module in _loaded(statement, alias):
            files = self._files(module, path)
            if files is None or not all(self._only_defines(file) for file in files):
                return False
        return True
