"""From dead names to a step of `delete_definition`, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nova.domain.code import Definition
from reviewer.detectors._liveness import Key
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.survey import Survey

_TITLE = 72


def lines_of(definition: Definition) -> int:
    return definition.end_line - definition.line + 1


def step_of(root: Key, closure: Iterable[Key], tests: Sequence[str]) -> dict[str, list[str]]:
    """The parameters of the step: the root first, the rest by path and name."""
    rest = sorted(key for key in closure if key != root)
    return {"definitions": [str(key) for key in (root, *rest)], "tests": list(tests)}


def plan_of(findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
    """The plan for one finding with what goes along with it in `details`."""
    finding = findings[0]
    definitions: list[str] = list(finding.details["definitions"])
    tests: list[str] = list(finding.details["tests"])
    missing = [d for d in definitions if d.partition("::")[0] not in survey.index.modules]
    if missing:
        return Declined(f"{missing[0]} is no longer there")
    because = "nothing uses it" if len(definitions) == 1 else "nothing uses them"
    parameters: dict[str, Any] = {"definitions": definitions, "tests": tests}
    names = [definition.rpartition("::")[2] for definition in definitions]
    return Plan(Recipe((Step("delete_definition", parameters),)), _title(names, len(tests), because), finding.why,
                tuple(finding.details.get("left_alone", ())))


def _title(names: Sequence[str], tests: int, because: str) -> str:
    """As much as fits: the names, else the first one with a count, and the tests."""
    ticked = [f"`{name}`" for name in names]
    more = len(names) - 1
    tested = [f"{tests} test{'s' if tests > 1 else ''}"] if tests else []
    short = [ticked[0], f"{more} more" if more > 1 else "one more"] if more else ticked
    for parts in ([*ticked, *tested], [*short, *tested]):
        for title in (f"Remove {_listed(parts)}: {because}", f"Remove {_listed(parts)}"):
            if len(title) <= _TITLE:
                return title
    return f"Remove {names[0]}"[:_TITLE]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
