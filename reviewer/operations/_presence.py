"""Who in a tree speaks of a module-level name: every file is searched, so that absence is a fact and not a guess."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._edits import Source, parse
from reviewer.tree import Tree

LARGEST = 2_000_000
"""Bytes of a text file that is searched; a longer one is data."""

_LOOKS = re.compile(rb"\bimport\s*\(?\s*\*|\b(getattr|vars|dir|getmembers|__dict__)\b")
"""What takes names from a module without spelling them."""
_TYPE_COMMENT = re.compile(r"#\s*type:.*")
_TOLD = re.compile(r"(^|/)(change[sl]|history|news|release|whatsnew|what_s_new|authors)[^/]*(/|\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A module-level name, and the file that defines it."""

    path: str
    name: str
    fixture: bool = False
    """Requested by being a parameter somewhere."""

    @property
    def stem(self) -> str:
        """The last part of the module's dotted name."""
        return stem_of(self.path)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that speaks of a name; `statement` is the import when it imports it."""

    path: str
    line: int
    how: str
    wanted: Wanted
    statement: ast.ImportFrom | None = None
    alias: ast.alias | None = None


def stem_of(path: str) -> str:
    return path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]


def tells_the_past(path: str) -> bool:
    """A change log says what was once done; it does not use anything."""
    return not path.endswith((".py", ".pyi")) and _TOLD.search(path) is not None


class Search:
    """A tree searched for several names at once. Sources are parsed when a name is met in them."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._sources: dict[str, Source] = {}

    def source(self, path: str) -> Source:
        """Raises OperationDeclined when the file cannot be parsed."""
        if path not in self._sources:
            self._sources[path] = parse(path, self._tree.read(path))
        return self._sources[path]

    def mentions(self, wanted: Iterable[Wanted], gone: dict[str, set[ast.AST]]) -> Iterator[Mention]:
        """Every mention outside the nodes in `gone`, by path of `tree`. Of comments, only those about types count."""
        by_name: dict[str, list[Wanted]] = {}
        for one in wanted:
            by_name.setdefault(one.name, []).append(one)
        words = _any_of(by_name)
        homes = _imports_of({one.stem for several in by_name.values() for one in several})
        for path in self._tree.paths:
            content = self._tree.read(path)
            if len(content) > LARGEST or tells_the_past(path):
                continue
            if path.endswith((".py", ".pyi")):
                hit = words.search(content)
                if hit or (_LOOKS.search(content) and homes.search(content)):
                    yield from self._in_python(path, by_name, gone.get(path, set()), hit)
            elif b"\0" not in content[:8192] and (hit := words.search(content)):
                yield _in_text(path, content, hit, by_name, "names it")

    def _in_python(self, path: str, by_name: dict[str, list[Wanted]], gone: set[ast.AST],
                   hit: re.Match[bytes] | None) -> Iterator[Mention]:
        try:
            source = self.source(path)
        except OperationDeclined:
            if hit is not None:
                yield _in_text(path, self._tree.read(path), hit, by_name, "cannot be parsed and names it")
            return
        for one in (one for several in by_name.values() for one in several if one.path == path):
            yield from _at_home(source, one, gone)
        words = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(by_name))) + r")(?!\w)")
        for node in ast.walk(source.names.tree):
            if node not in gone:
                yield from _said_by(node, source, by_name, words)
        covered = {line for node in gone if isinstance(node, ast.stmt)
                   for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
        for number, line in enumerate(source.lines, 1):
            comment = _TYPE_COMMENT.search(line) if number not in covered else None
            if comment and (word := words.search(comment.group())):
                yield Mention(path, number, "names it in a type comment", by_name[word.group()][0])


def _in_text(path: str, content: bytes, hit: re.Match[bytes], by_name: dict[str, list[Wanted]], how: str) -> Mention:
    return Mention(path, content.count(b"\n", 0, hit.start()) + 1, how, by_name[hit.group().decode()][0])


def _at_home(source: Source, wanted: Wanted, gone: set[ast.AST]) -> Iterator[Mention]:
    """Uses in the module that defines it, told apart from locals of the same name."""
    for use in source.names.uses(source.names.top, wanted.name):
        if use not in gone:
            yield Mention(source.path, use.lineno, "uses it", wanted)


def _said_by(node: ast.AST, source: Source, by_name: dict[str, list[Wanted]],
             words: re.Pattern[str]) -> Iterator[Mention]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Attribute):
        if node.attr == "__dict__":
            yield from _all_of(node.value, line, source, by_name)
        if node.attr in by_name and getattr(node.value, "id", "") not in ("self", "cls"):
            yield Mention(source.path, line, "uses it", by_name[node.attr][0])
    elif isinstance(node, ast.Constant):
        text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        if isinstance(text, str) and (hit := words.search(text)):
            yield Mention(source.path, line, "spells it in a string", by_name[hit.group()][0])
    elif isinstance(node, ast.ImportFrom):
        yield from _imported(node, source, by_name)
    elif isinstance(node, ast.arg):
        yield from (Mention(source.path, line, "requests it", one) for one in by_name.get(node.arg, ()) if one.fixture)
    elif isinstance(node, ast.Call):
        yield from _patched(node, source, by_name)
        yield from _looked_up(node, source, by_name)
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from (Mention(source.path, line, "declares it global", one) for name in node.names
                    for one in by_name.get(name, ()) if one.path == source.path)
    elif source.path.endswith(".pyi") and isinstance(node, Function | ast.ClassDef) and node.name in by_name:
        yield Mention(source.path, line, "declares it", by_name[node.name][0])


def _imported(node: ast.ImportFrom, source: Source, by_name: dict[str, list[Wanted]]) -> Iterator[Mention]:
    """Imports that may mean the name: those from a module whose last part is the one's that defines it."""
    stem = (node.module or "").rpartition(".")[2] or _package_above(source.path, node.level)
    for alias in node.names:
        if alias.name == "*":
            yield from (Mention(source.path, node.lineno, "imports everything from there", one)
                        for several in by_name.values() for one in several
                        if one.stem == stem and not one.name.startswith("_") and one.path != source.path)
        else:
            yield from (Mention(source.path, node.lineno, "imports it", one, node, alias)
                        for one in by_name.get(alias.name, ()) if one.stem == stem and one.path != source.path)


def _package_above(path: str, level: int) -> str:
    """The folder that `from . import x` in this file means."""
    parts = path.split("/")[:-1]
    return parts[-level] if 0 < level <= len(parts) else ""


def _patched(node: ast.Call, source: Source, by_name: dict[str, list[Wanted]]) -> Iterator[Mention]:
    """`patch.multiple(module, name=...)`."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "multiple":
        yield from (Mention(source.path, node.lineno, "patches it", one) for keyword in node.keywords
                    for one in by_name.get(keyword.arg or "", ()))


def _looked_up(node: ast.Call, source: Source, by_name: dict[str, list[Wanted]]) -> Iterator[Mention]:
    """`vars(module)`, `dir(module)`, `getmembers(module)`; `getattr(module, name)` when no string spells the name."""
    called = ast.unparse(node.func).rpartition(".")[2]
    spelled = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    if node.args and (called in ("vars", "dir", "getmembers") or (called == "getattr" and not spelled)):
        yield from _all_of(node.args[0], node.lineno, source, by_name)


def _all_of(module: ast.expr, line: int, source: Source, by_name: dict[str, list[Wanted]]) -> Iterator[Mention]:
    """Every wanted name of a module that the expression may stand for."""
    stem = (source.names.dotted(module) or "").rpartition(".")[2]
    yield from (Mention(source.path, line, "looks up names of its module", one)
                for several in by_name.values() for one in several if stem and one.stem == stem)


def _imports_of(stems: set[str]) -> re.Pattern[bytes]:
    """Imports of modules as such, or of everything in them."""
    stem = rb"(?:" + b"|".join(re.escape(one.encode()) for one in sorted(stems)) + rb")\b"
    return re.compile(rb"^[ \t]*(?:import[ \t][^\n#]*\b" + stem
                      + rb"|from[ \t]+[\w.]+[ \t]+import[ \t]*(?:\([^)]*|[^\n#(]*)\b" + stem
                      + rb"|from[ \t]+(?:[\w.]*\.)?" + stem + rb"[ \t]+import[ \t]*\(?\s*\*)", re.MULTILINE)


def _any_of(words: Iterable[str]) -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(word.encode()) for word in sorted(words)) + rb")(?!\w)")


def no_dynamic_access(source: Source) -> None:
    """Raises OperationDeclined when the module's names can be reached without being spelled."""
    for node in ast.walk(source.names.tree):
        if isinstance(node, ast.Call) and _looks_up_names(node, source):
            raise OperationDeclined(f"{source.path}:{node.lineno} reaches the module's names through "
                                    f"`{ast.unparse(node.func)}`")
        if isinstance(node, ast.Subscript) and ast.unparse(node) == "sys.modules[__name__]":
            raise OperationDeclined(f"{source.path}:{node.lineno} reaches the module's names through `sys.modules`")


def _looks_up_names(node: ast.Call, source: Source) -> bool:
    if not isinstance(node.func, ast.Name) or source.names.bindings(node.func):
        return False
    at_top = source.names.scopes[node] is source.names.top
    return node.func.id in ("globals", "eval", "exec") or (
        node.func.id in ("locals", "vars", "dir") and not node.args and at_top)
