"""Renames that the history shows: a definition that went and came back under another name in one commit."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from nova.code.history import Changed, Commit, History
from reviewer.names import Function

ALWAYS_READ = 40
"""Newest commits that are read whatever their message says; older ones must speak of a rename."""
FILES_AT_MOST = 60
"""Python files of one commit; a larger one is an import or a reformatting."""
ALIKE = 0.85
_SAYS_SO = re.compile(r"\brenam\w*|->|→|\bcall(ed)? it\b|\bnaming\b|\bnames?\b.*\bto\b", re.IGNORECASE)
_DEFINED = re.compile(rb"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Rename:
    """In this commit the module-level definition `old` became `new`."""

    commit: Commit
    path: str
    old: str
    new: str


def renames(history: History) -> Iterator[Rename]:
    """The renames of the last 200 commits, newest first."""
    worth = [(commit, changed) for number, commit in enumerate(history.commits())
             if (changed := _worth_reading(history, commit, number))]
    history.read_ahead(blob for _, changed in worth for one in changed for blob in (one.before, one.after) if blob)
    for commit, changed in worth:
        for one in changed:
            yield from (Rename(commit, one.path, old, new) for old, new in _renamed(history, one))


def _worth_reading(history: History, commit: Commit, number: int) -> list[Changed]:
    """The Python files of a commit that may rename something in place."""
    speaks = number < ALWAYS_READ or _SAYS_SO.search(f"{commit.subject} {commit.body}")
    if not speaks or len(commit.parents) != 1:
        return []
    changed = [one for one in history.changed(commit.sha) if one.path.endswith(".py")]
    if len(changed) > FILES_AT_MOST:
        return []
    return [one for one in changed if one.before and one.after and one.before != one.after]


def _renamed(history: History, changed: Changed) -> Iterator[tuple[str, str]]:
    if changed.before is None or changed.after is None or changed.before == changed.after:
        return
    before, after = history.blob(changed.before), history.blob(changed.after)
    gone, come = set(_DEFINED.findall(before)) - set(_DEFINED.findall(after)), set(_DEFINED.findall(after)) - set(
        _DEFINED.findall(before))
    if not gone or not come:
        return
    olds = _definitions(before, {name.decode() for name in gone})
    news = _definitions(after, {name.decode() for name in come})
    for old in olds:
        alike = [new for new in news if _is_renamed(old, new)]
        if len(alike) == 1 and [o for o in olds if _is_renamed(o, alike[0])] == [old]:
            yield old.name, alike[0].name


def _definitions(source: bytes, names: set[str]) -> list[_Definition]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in tree.body if isinstance(node, _Definition) and node.name in names]


def _is_renamed(old: _Definition, new: _Definition) -> bool:
    if type(old) is not type(new) or old.name.startswith("test") or _is_hollow(old.body):
        return False
    before, after = _lines(old, old.name, new.name), _lines(new, new.name, new.name)
    if before == after:
        return True
    return min(len(before), len(after)) >= 4 and SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE


def _lines(definition: _Definition, name: str, becomes: str) -> list[str]:
    """The definition as lines of plain code, without its docstrings, and with its own name replaced."""
    text = "\n".join(ast.unparse(node) for node in _code(definition))
    return re.sub(rf"\b{name}\b", becomes, text).split("\n")


def _code(definition: _Definition) -> Iterable[ast.AST]:
    if isinstance(definition, Function):
        yield definition.args
    else:
        yield from definition.bases
    yield from (statement for statement in definition.body if not _is_text(statement))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_hollow(body: list[ast.stmt]) -> bool:
    """Nothing in it that could be recognised."""
    return all(_is_text(statement) or isinstance(statement, ast.Pass | ast.Raise) for statement in body)
