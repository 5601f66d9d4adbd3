"""Local names that are given a value and never read, where no linter of the project's own looks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.detectors import _ruff
from reviewer.detectors._common import imperative
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.operations.remove_assignment import locals_of, unread, why_keep
from reviewer.survey import Survey

_EXPECTED = re.compile(r"(^|_)(expect(ed|ation)?|answer|want(ed)?|correct|solution)s?(_|\d|$)", re.IGNORECASE)


@dataclass(frozen=True)
class UnusedLocal:
    name = "unused-local"
    family = "unused-local"
    version = 1
    why = "A local name that nothing reads makes a reader look for its use; only values that do nothing are taken away."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        if survey.conventions.lint.enables("F841"):
            return
        lines: dict[str, set[int]] = {}
        for one in _ruff.seen(survey, "F841"):
            if not survey.conventions.lint.ignores(one.path, "F841"):
                lines.setdefault(one.path, set()).add(one.line)
        for path, seen in lines.items():
            try:
                source = parse(path, survey.index.source(path))
            except OperationDeclined:
                continue
            for function, name, first in locals_of(source):
                line = getattr(first.node, "lineno", 0)
                if line in seen and not name.startswith("_") and _may_go(source, function, name):
                    yield _finding(path, function, name, line, forgotten=_is_forgotten(survey, path, name))

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        locals_ = [{"function": f.details["function"], "name": f.details["name"]} for f in findings]
        what = f"unused local `{first.details['name']}`" if len(findings) == 1 else f"{len(findings)} unused locals"
        return Plan(Recipe((Step("remove_assignment", {"path": first.path, "locals": locals_}),)),
                    imperative(f"Remove {what} from {{}}", first.path),
                    f"{_listed(findings)}: given a value in {first.path} and never read.")


def _may_go(source: Source, function: str, name: str) -> bool:
    try:
        return all(why_keep(source, binding) is None for binding in unread(source, function, name))
    except OperationDeclined:
        return False


def _is_forgotten(survey: Survey, path: str, name: str) -> bool:
    """A test that never looks at what it expected lacks an assertion, and has nothing too much."""
    return survey.index.is_test(path) and _EXPECTED.search(name) is not None


def _finding(path: str, function: str, name: str, line: int, *, forgotten: bool) -> Finding:
    return Finding(
        rule="unused-local", path=path, line=line, end_line=line, symbol=f"{function}:{name}",
        message=f"{name}: given a value and never read",
        why=f"`{name}` in `{function}` has no reader, and no linter rule of this project would say so.",
        concern=f"{path}:forgotten" if forgotten else path, score=0.2 if forgotten else 0.5,
        details={"function": function, "name": name})


def _listed(findings: Sequence[Finding]) -> str:
    shown = [f"`{finding.details['name']}` in `{finding.details['function']}`" for finding in findings[:3]]
    more = len(findings) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


DETECTOR = UnusedLocal()
