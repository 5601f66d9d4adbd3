"""What the rules on stale type-ignores and casts share: the checker's notes, and the places where it may be wrong."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reviewer.checker import CheckerNote
from reviewer.detectors._common import worth_looking
from reviewer.detectors._reading import source_of
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Step
from reviewer.names import Names
from reviewer.operations._edits import Source
from reviewer.survey import Survey

_OTHER_CHECKERS = ("pyrightconfig.json", "ty.toml", ".pyre_configuration", "pyrefly.toml", "pytype.cfg")
_OTHER_TABLES = ("pyright", "basedpyright", "ty", "pyre", "pyrefly", "pytype")
_ELSEWHERE = re.compile(r"\b(sys\.(platform|version_info|implementation)|os\.name|platform\.\w+|version_info|PY\d+|"
                        r"TYPE_CHECKING|ImportError|ModuleNotFoundError)\b")


def notes(survey: Survey, code: str) -> Iterator[tuple[CheckerNote, Source]]:
    """The checker's notes of one kind, each with its file, where nothing but this run could say otherwise.

    None when a second checker is configured: it may want what the first one does not need.
    """
    if survey.checker is None or not survey.conventions.uses_mypy or second_checker(survey):
        return
    report = survey.checker.report(survey.snapshot)
    if isinstance(report, str):
        return
    for note in report:
        if note.code == code and worth_looking(survey, note.path):
            source = source_of(survey, note.path)
            if source is not None and note.line <= len(source.lines):
                yield note, source


def second_checker(survey: Survey) -> bool:
    files = survey.snapshot.files
    if any(path in files for path in _OTHER_CHECKERS):
        return True
    try:
        settings = tomllib.loads(survey.index.source("pyproject.toml").decode("utf-8"))
    except (KeyError, ValueError):
        return False
    tools = settings.get("tool", {})
    return isinstance(tools, dict) and any(table in tools for table in _OTHER_TABLES)


def statement_at(names: Names, line: int) -> ast.stmt | None:
    """The innermost statement that holds the line."""
    holding = [node for node in names.scopes if isinstance(node, ast.stmt)
               and node.lineno <= line <= (node.end_lineno or node.lineno)]
    return max(holding, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=None)


def depends_on_where(names: Names, node: ast.AST) -> bool:
    """Would another platform, Python or set of installed packages see it differently?"""
    for outer in names.around(node):
        if isinstance(outer, ast.If | ast.IfExp | ast.While) and _ELSEWHERE.search(ast.unparse(outer.test)):
            return True
        caught = [h.type for h in outer.handlers if h.type] if isinstance(outer, ast.Try) else []
        if any(_ELSEWHERE.search(ast.unparse(kind)) for kind in caught):
            return True
    return False


def steps(kind: str, findings: Sequence[Finding]) -> tuple[Step, ...]:
    """One step for each finding, from the last line up: a step counts the equal places that are left before it."""
    result: list[Step] = []
    for finding in sorted(findings, key=lambda f: -f.line):
        parameters = finding.details["step"]
        done = sum(_same(parameters, step.parameters) for step in result)
        result.append(Step(kind, {**parameters, "of": parameters["of"] - done}))
    return tuple(result)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("path", "line", "scope", "cast"))
