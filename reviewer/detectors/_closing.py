"""From dead names to a step of `delete_definition`, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from nova.domain.code import Definition
from reviewer.detectors._liveness import Key
from reviewer.detectors._wording import places, title
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.survey import Survey


def lines_of(definition: Definition) -> int:
    return definition.end_line - definition.line + 1


def neighbours(candidates: Mapping[Key, Definition]) -> Iterator[tuple[Key, Key]]:
    """Constants in adjacent lines: they are read together, and go together."""
    ordered = sorted(candidates.items(), key=lambda item: (item[0].path, item[1].line))
    for (key, one), (other, next_one) in pairwise(ordered):
        if key.path == other.path and one.end_line + 1 == next_one.line:
            yield key, other


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
    return Plan(Recipe((Step("delete_definition", parameters),)), _title_of(names, len(tests), because), finding.why,
                tuple(finding.details.get("left_alone", ())))


def _title_of(names: Sequence[str], tests: int, because: str) -> str:
    """As much as fits: the names, else the first one with a count, and the tests."""
    ticked = [f"`{name}`" for name in names]
    more = len(names) - 1
    tested = [places(tests, "test")] if tests else []
    short = [ticked[0], f"{more} more"] if more else ticked
    candidates = [text for parts in ([*ticked, *tested], [*short, *tested])
                  for text in (f"Remove {_listed(parts)}: {because}", f"Remove unused {_listed(parts)}",
                               f"Remove {_listed(parts)}")]
    return title(*candidates)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
