"""`noqa` comments for something that is not there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.detectors import _ruff
from reviewer.detectors._common import imperative, worth_looking
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.operations.remove_noqa import NoqaComment, noqa_comments
from reviewer.survey import Survey

EVERYWHERE = frozenset({"E501", "E711", "E712", "E713", "E714", "E722", "E731", "E741", "F541", "F632"})
"""Codes of which ruff, flake8 and pycodestyle think alike, whatever their settings."""

ONLY_RUFF = frozenset({
    "B006", "B007", "B011", "B018", "B904", "BLE001", "C400", "C401", "C402", "C408", "C416", "E401", "E402", "E721",
    "F401", "F403", "F405", "F811", "F821", "F822", "F841", "PIE790", "RET504", "S101", "S102", "S105", "S307", "S311",
    "S324", "S602", "S603", "S605", "S607", "SIM102", "SIM108", "SIM115", "T201", "UP007", "UP031", "UP032"})
"""Codes that depend on no setting, and that others check in another way: judged only where ruff is the linter."""

SHORT = 79
"""A line of at most this many columns is too long for nobody."""


@dataclass(frozen=True)
class StaleNoqa:
    name = "stale-noqa"
    family = "stale-noqa"
    version = 1
    why = "A `noqa` for something that is no longer there hides the next real finding on its line."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        if survey.conventions.lint.enables("RUF100"):
            return
        sources = dict(_sources(survey))
        judged = (EVERYWHERE | (ONLY_RUFF if _uses_ruff(survey) else frozenset())) & _ruff.stable_codes()
        seen: dict[str, list[_ruff.Seen]] = {}
        for one in _ruff.run(survey, sources, sorted(judged - {"E501"}), with_noqa=False):
            seen.setdefault(one.path, []).append(one)
        for path, source in sources.items():
            if survey.conventions.lint.ignores(path, "RUF100"):
                continue
            for comment in noqa_comments(source):
                stale = [code for code in comment.codes
                         if code in judged and not _is_needed(source, comment, code, seen.get(path, ()))]
                if stale and not comment.explained:
                    yield _finding(path, comment, stale)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        comments = [{"line": f.details["line"], "scope": f.details["scope"], "codes": f.details["codes"]}
                    for f in findings]
        what = f"stale `noqa: {', '.join(first.details['codes'])}`" if len(findings) == 1 \
            else f"{len(findings)} stale noqa comments"
        return Plan(Recipe((Step("remove_noqa", {"path": first.path, "comments": comments}),)),
                    imperative(f"Remove {what} from {{}}", first.path),
                    "Nothing of the kind is found on these lines, with this project's own floor and ruff's rules.")


def _sources(survey: Survey) -> Iterator[tuple[str, Source]]:
    for path in survey.index.modules:
        content = survey.index.source(path) if worth_looking(survey, path) else b""
        if b"noqa:" in content.lower() and b"flake8: noqa" not in content and b"ruff: noqa" not in content:
            try:
                yield path, parse(path, content)
            except OperationDeclined:
                continue


def _uses_ruff(survey: Survey) -> bool:
    """Whether ruff is the project's linter, and flake8 is not one too."""
    files = survey.snapshot.files
    if ".flake8" in files or any(name in files and b"[flake8]" in survey.snapshot.read(name)
                                 for name in ("setup.cfg", "tox.ini")):
        return False
    if files.keys() & {"ruff.toml", ".ruff.toml"}:
        return True
    return "pyproject.toml" in files and b"[tool.ruff" in survey.snapshot.read("pyproject.toml")


def _is_needed(source: Source, comment: NoqaComment, code: str, seen: Sequence[_ruff.Seen]) -> bool:
    if code == "E501":
        first, last = _statement_around(source, comment.number)
        return any(_columns(line) > SHORT for line in source.lines[first - 1:last])
    first, last = _statement_around(source, comment.number)
    return any(one.code == code and (first <= one.line <= last or one.noqa_line == comment.number) for one in seen)


def _columns(line: str) -> int:
    """The length of a line without its `noqa`, as it will be once that is gone."""
    return len(line.expandtabs().partition("# noqa")[0].rstrip())


def _statement_around(source: Source, line: int) -> tuple[int, int]:
    """First and last line of the innermost statement on the line; of a compound one, its header."""
    first = last = line
    for node in ast.walk(source.names.tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            if node.lineno <= line <= max(end, node.lineno):
                first, last = min(first, node.lineno), max(last, end)
    return first, last


def _finding(path: str, comment: NoqaComment, stale: list[str]) -> Finding:
    return Finding(
        rule="stale-noqa", path=path, line=comment.number, end_line=comment.number,
        symbol=f"{comment.scope}:{','.join(stale)}",
        message=f"noqa: {', '.join(stale)}: nothing of the kind on this line",
        why=f"The line has nothing that {', '.join(stale)} would report, so the comment only hides what comes later.",
        concern=path, score=0.44,
        details={"line": comment.line, "scope": comment.scope, "codes": stale})


DETECTOR = StaleNoqa()
