"""Imports that a change leaves without use: which may go with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewer.names import Binding, Names
from reviewer.operations._edits import Source
from reviewer.tree import Tree


@dataclass(frozen=True, slots=True)
class Spare:
    """One name of one import statement that nothing uses any more."""

    statement: ast.Import | ast.ImportFrom
    alias: ast.alias


def spare_imports(source: Source, gone: Iterable[ast.AST], tree: Tree) -> Iterator[Spare]:
    """The imports whose every use in the file lies inside the nodes `gone`, when nobody else can want them.

    They stay in a package's `__init__`, under a condition, beside a comment, when a string or `__all__` spells the
    name, and when another file takes the name from here.
    """
    lost = {name for node in gone for name in ast.walk(node) if isinstance(name, ast.Name)}
    if source.path.endswith("__init__.py"):
        return
    seen: set[Binding] = set()
    for name in sorted(lost, key=lambda n: (n.lineno, n.col_offset)):
        bindings = source.names.bindings(name)
        if len(bindings) == 1 and bindings[0] not in seen and _is_spare(source, bindings[0], lost, tree):
            seen.add(bindings[0])
            statement, alias = bindings[0].node, bindings[0].alias
            if isinstance(statement, ast.Import | ast.ImportFrom) and alias is not None:
                yield Spare(statement, alias)


def _is_spare(source: Source, binding: Binding, lost: set[ast.Name], tree: Tree) -> bool:
    if binding.alias is None or not isinstance(binding.node, ast.Import | ast.ImportFrom):
        return False
    scope = source.names.scopes[binding.node].home(binding.name)
    if scope is None or not lost.issuperset(source.names.uses(scope, binding.name)):
        return False
    if binding.guarded or _alone(source.names, binding.node) or _commented(source, binding.node):
        return False
    if _meant_in_strings(source.names, binding.name):
        return False
    return scope is not source.names.top or not wanted_elsewhere(tree, source.path, binding.name)


def _alone(names: Names, statement: ast.stmt) -> bool:
    body = getattr(names.parents.get(statement), "body", [])
    return len(body) < 2 or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__")


def _commented(source: Source, statement: ast.stmt) -> bool:
    """A comment in the statement, or right above it, says something that should not be lost."""
    last = statement.end_lineno or statement.lineno
    above = source.lines[statement.lineno - 2].strip() if statement.lineno > 1 else ""
    return above.startswith("#") or any("#" in line for line in source.lines[statement.lineno - 1:last])


def _meant_in_strings(names: Names, word: str) -> bool:
    """Does a string read as code that means the name: an annotation in quotes, an entry of `__all__`, `getattr`?

    Prose does not, nor does a value that is compared, a default, a part of a formatted string.
    """
    for node in ast.walk(names.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and word in node.value:
            outer = names.parents.get(node)
            if isinstance(outer, ast.Compare | ast.JoinedStr | ast.Expr) or _is_default(names, node):
                continue
            try:
                code = ast.parse(node.value.strip(), mode="eval")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            if any(word in (getattr(n, "id", None), getattr(n, "attr", None)) for n in ast.walk(code)):
                return True
    return False


def _is_default(names: Names, node: ast.AST) -> bool:
    outer = names.parents.get(node)
    return isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and (
        node in outer.args.defaults or node in outer.args.kw_defaults)


def spelled_in_strings(names: Names, word: str) -> bool:
    """Does any string of the file, docstrings aside, hold the word?"""
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    return any(word in text and pattern.search(text) for text in names.strings)


def files_with(tree: Tree, *words: str) -> Iterator[str]:
    """Python files whose bytes hold all of the words."""
    patterns = [re.compile(rb"\b" + re.escape(word.encode()) + rb"\b") for word in words]
    for path in tree.python_paths:
        content = tree.read(path)
        if all(pattern.search(content) for pattern in patterns):
            yield path


def wanted_elsewhere(tree: Tree, path: str, name: str) -> bool:
    """May another Python file take the name from the module at `path`? A byte search: it errs towards yes."""
    stem = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
    taken = re.compile(rb"\b" + re.escape(stem.encode()) + rb"(\.|(?:[^\S\n]|\\\n)+import\b[^\n]*?(\([^)]*)?\b)"
                       + re.escape(name.encode()) + rb"\b")
    return any(other != path and taken.search(tree.read(other)) for other in files_with(tree, stem, name))
