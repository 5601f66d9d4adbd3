"""An operation of these tests alone: it renames a module-level function everywhere, and can be told to do wrong.

It is in the catalogue while a test says so, and in the worker that carries a recipe out: whoever unpickles one of its
steps there registers it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange, Span
from reviewer.domain.finding import Effect
from reviewer.domain.recipe import Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations import operations
from reviewer.tree import Tree


@dataclass(frozen=True)
class Renamer:
    kind: str = "rename_function"
    preserves_references: bool = True
    does = "Renames a function."
    parameters = shape.takes(path=shape.path("Its file"), old=shape.name("The name", "a"), new=shape.name("New", "b"))
    effect = Effect.PRESERVES
    changes_what = None
    safe = None
    inserts = ("new",)

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        told: Mapping[str, str] = parameters.get("told", {})
        return told or {f"{parameters['path']}::{parameters['old']}": f"{parameters['path']}::{parameters['new']}"}

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{path}::{parameters['old']}" for path in (parameters["path"], "shop/__init__.py")]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        """`also`: a text of test files, and what takes its place."""
        old, new = parameters["old"], parameters["new"]
        if f"def {old}(".encode() not in tree.read(parameters["path"]):
            raise OperationDeclined(f"there is no {old}")
        for path in tree.python_paths:
            before = tree.read(path)
            spans = tuple(_lines(before, old))
            text = _renamed(before, old, new)
            if path.startswith("tests/"):
                for was, becomes in parameters.get("also", ()):
                    spans = ((1, before.count(b"\n") + 1),)
                    text = text.replace(was.encode(), becomes.encode())
            if text != before:
                yield FileChange(path=path, before=before, after=text, spans=spans)


def _places(content: bytes, old: str) -> Iterator[tuple[int, int]]:
    """Line and offset of the word where it is a name, an attribute, an import or a definition."""
    lines = content.split(b"\n")
    for node in ast.walk(ast.parse(content)):
        match node:
            case ast.Name(id=word) | ast.alias(name=word) if word == old:
                yield node.lineno, node.col_offset
            case ast.Attribute(attr=word) if word == old:
                yield node.end_lineno or 0, (node.end_col_offset or 0) - len(old)
            case ast.FunctionDef(name=word) if word == old:
                yield node.lineno, lines[node.lineno - 1].index(old.encode(), node.col_offset)


def _lines(content: bytes, old: str) -> Iterator[Span]:
    return ((line, line) for line, _ in _places(content, old))


def _renamed(content: bytes, old: str, new: str) -> bytes:
    lines = content.split(b"\n")
    for line, offset in sorted(_places(content, old), reverse=True):
        text = lines[line - 1]
        lines[line - 1] = text[:offset] + new.encode() + text[offset + len(old):]
    return b"\n".join(lines)


RENAMER = Renamer()
CARELESS = Renamer("rename_carelessly", preserves_references=False)


class TestStep(Step):
    """Brings its operation along wherever it is unpickled."""

    __test__ = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrive, (self.kind, dict(self.parameters))


def _arrive(kind: str, parameters: Mapping[str, Any]) -> TestStep:
    operations().update({one.kind: one for one in (RENAMER, CARELESS)})
    return TestStep(kind, parameters)


@contextmanager
def renaming() -> Iterator[None]:
    """Both operations are in the catalogue of this process."""
    _arrive("", {})
    yield
    for one in (RENAMER, CARELESS):
        operations().pop(one.kind, None)


def rename(old: str = "total", new: str = "sum_up", path: str = "shop/cart.py", *, by: Renamer = RENAMER,
           **more: Any) -> Recipe:
    return Recipe((TestStep(by.kind, {"path": path, "old": old, "new": new, **more}),))
