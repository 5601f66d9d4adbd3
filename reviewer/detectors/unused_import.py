"""Imports that nothing uses, where no linter of the project's own looks for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nova.code.syntax import enclosing
from reviewer.detectors import _ruff
from reviewer.detectors._common import imperative
from reviewer.detectors._surface import Surface
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.operations._idle import (
    Importing,
    bound_by,
    does_nothing,
    idle_imports,
    spelled,
    why_keep_here,
    why_wanted_elsewhere,
)
from reviewer.survey import Survey
from reviewer.tree import Tree

SCORES = {"remove_import": 0.67, "remove_loading_import": 0.35}
"""67 % of unused imports were cleared up within three years; less when loading the module may matter."""
_OTHERS_MAY_TAKE_IT = 0.2
"""Under the bar: programs that are not seen may take the name from here."""


@dataclass(frozen=True)
class UnusedImport:
    name = "unused-import"
    family = "unused-import"
    version = 1
    why = ("An import that nothing uses sends readers looking for its use and costs time at start; maintainers cleared "
           "up two of three within three years.")
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        if survey.conventions.lint.enables("F401"):
            return
        surface = Surface(survey)
        lines: dict[str, set[tuple[int, int]]] = {}
        for one in _ruff.seen(survey, "F401"):
            if not survey.conventions.lint.ignores(one.path, "F401"):
                lines.setdefault(one.path, set()).add((one.line, one.end_line))
        for path, spans in lines.items():
            try:
                source = parse(path, survey.index.source(path))
            except OperationDeclined:
                continue
            for statement, alias in idle_imports(source):
                if (alias.lineno, alias.end_lineno) in spans:
                    yield from _finding(survey, surface, source, statement, alias)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        imports = [{"text": finding.details["text"], "scope": finding.details["scope"]} for finding in findings]
        step = Step(first.details["kind"], {"path": first.path, "imports": imports})
        what = f"unused import `{first.details['binds']}`" if len(findings) == 1 else f"{len(findings)} unused imports"
        return Plan(Recipe((step,)), imperative(f"Remove {what} from {{}}", first.path),
                    f"Nothing in {first.path} uses {_listed(findings)}, and no other file takes "
                    f"{'it' if len(findings) == 1 else 'them'} from there.")


def _finding(survey: Survey, surface: Surface, source: Source, statement: Importing,
             alias: ast.alias) -> Iterator[Finding]:
    """Nothing for re-exports, side effects and plug-ins: whatever may be there for somebody who is not seen."""
    text, binds = spelled(alias, statement), bound_by(alias, statement)
    if why_keep_here(source, statement, alias) is not None or _hands_on(source):
        return
    scope = enclosing(source.names.tree, statement.lineno)
    if not scope and why_wanted_elsewhere(_files_naming(survey, source.path, binds), source.path, binds) is not None:
        return
    idle = does_nothing(Tree(survey.snapshot.root, survey.snapshot.files), source, statement, alias)
    if not idle and isinstance(statement, ast.Import) and alias.asname is None:
        return  # who writes `import package.plugins` wants it to be loaded
    kind = "remove_import" if idle else "remove_loading_import"
    offered = not scope and (_is_offered(surface, source.path, binds) or _is_documented(survey, source.path, binds))
    yield Finding(
        rule="unused-import", path=source.path, line=alias.lineno, end_line=alias.end_lineno or alias.lineno,
        symbol=f"{scope}:{text}" if scope else text,
        message=f"{binds}: imported and not used",
        why=f"`{text}` in {source.path} has no use left, and no linter rule of this project would say so.",
        concern=f"{source.path}:{kind}{':offered' if offered else ''}",
        score=min(SCORES[kind], _OTHERS_MAY_TAKE_IT) if offered else SCORES[kind],
        details={"kind": kind, "text": text, "scope": scope, "binds": binds})


def _is_offered(surface: Surface, path: str, name: str) -> bool:
    """Is it something of the project's own in a public module? It may have lived there once, and still be taken."""
    index = surface.survey.index
    if index.is_test(path) or surface.reach(path, name) != "public":
        return False
    return any(one.binds == name and not one.scope and (
        index.path_of(one.module) is not None or index.path_of(f"{one.module}.{one.name}") is not None)
        for one in index.modules[path].imports)


def _is_documented(survey: Survey, path: str, name: str) -> bool:
    """Whether a document, or a settings file, calls it `module.name`."""
    module = survey.index.module_name(path).rpartition(".")[2]
    spelled = re.compile(rf"(?<!\w){re.escape(module)}\.{re.escape(name)}(?!\w)".encode())
    lines = survey.index.mentions(name)
    return any(spelled.search(survey.index.source(other).splitlines()[line - 1]) for other, line in lines)


def _hands_on(source: Source) -> bool:
    """A module that does nothing itself is there to hand on what it imports."""
    return all(isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign)
               or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
               for node in source.names.tree.body)


def _files_naming(survey: Survey, path: str, name: str) -> Tree:
    """A tree of the files that can take the name from the module: those that say it, or import everything."""
    said = {use.path for use in survey.index.uses(name)}
    importers = survey.index.importers(survey.index.module_name(path))
    stars = {other for other, one in importers if one.name == "*"}
    return Tree(survey.snapshot.root, {path, *said, *stars})


def _listed(findings: Sequence[Finding]) -> str:
    shown = [f"`{finding.details['binds']}`" for finding in findings[:4]]
    more = len(findings) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


DETECTOR = UnusedImport()
