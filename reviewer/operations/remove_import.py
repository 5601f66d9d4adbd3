"""Take away imports whose name nobody uses, when the program is the same without them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Edits, Source, read
from reviewer.operations._idle import (
    Importing,
    bound_by,
    does_nothing,
    has_comment_above,
    idle_imports,
    spelled,
    why_keep_here,
    why_wanted_elsewhere,
)
from reviewer.tree import Tree


@dataclass(frozen=True)
class RemoveImport:
    kind: str = "remove_import"
    does: str = ("Removes imports that their file does not use; declines when another file or a string may want the "
                 "name, a comment may explain it, or loading the module may do something.")
    parameters = shape.takes(
        path=shape.path("The file"),
        imports=shape.some(
            shape.takes(
                text=shape.source("One imported name, as a statement of its own however the file groups them",
                                  "import os", "from typing import Any as A"),
                optional={"scope": shape.scope("The function or class that imports it", "Cart.total")}),
            "The imports that go; one that is not there is passed over", [{"text": "import os"}]))
    effect: Effect = Effect.PRESERVES
    changes_what: None = None
    safe: str | None = ("No file uses the name, and what the import loads is loaded anyway or does nothing but define "
                        "names.")

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        edits = Edits(source)
        chosen = [found for wanted in parameters["imports"]
                  for found in _named(source, wanted["text"], wanted.get("scope", ""))]
        for statement, alias in chosen:
            self._check(tree, source, statement, alias)
            if has_comment_above(source, statement) and all((statement, one) in chosen for one in statement.names):
                raise OperationDeclined(f"{source.path}: a comment above line {statement.lineno} would be lost")
            edits.drop(statement, alias)
        change = edits.change()
        if change is not None:
            yield change

    def _check(self, tree: Tree, source: Source, statement: Importing, alias: ast.alias) -> None:
        text = spelled(alias, statement)
        if (statement, alias) not in list(idle_imports(source)):
            raise OperationDeclined(f"{source.path} uses `{text}`")
        why = why_keep_here(source, statement, alias)
        if why is None and not source.names.qualname(statement):
            why = why_wanted_elsewhere(tree, source.path, bound_by(alias, statement))
        if why is None and self.safe and not does_nothing(tree, source, statement, alias):
            why = "what it loads may do something that others rely on"
        if why is not None:
            raise OperationDeclined(f"{source.path}: `{text}` stays: {why}")


def _named(source: Source, text: str, scope: str) -> list[tuple[Importing, ast.alias]]:
    return [(statement, alias) for statement, _ in source.names.imports() for alias in statement.names
            if spelled(alias, statement) == text and source.names.qualname(statement) == scope]


OPERATION = RemoveImport()
