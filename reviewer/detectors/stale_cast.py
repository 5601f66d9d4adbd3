"""A `cast` to the type that the expression has already, as the project's own mypy says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewer.detectors._stale import depends_on_where, notes, steps
from reviewer.detectors._wording import base_name, places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe
from reviewer.operations._edits import Source
from reviewer.operations.remove_cast import casts
from reviewer.survey import Survey


@dataclass(frozen=True)
class StaleCast:
    name = "stale-cast"
    family = "stale-cast"
    version = 1
    why = "A cast to the type that an expression has already says nothing, and would hide a later change of type."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        for note, source in notes(survey, "redundant-cast"):
            here = [call for call in casts(source) if call.lineno == note.line]
            if len(here) == 1 and not depends_on_where(source.names, here[0]):
                yield _finding(source, here[0])

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        path, count = findings[0].path, places(len(findings), "redundant cast")
        return Plan(recipe=Recipe(steps("remove_cast", findings)),
                    title=title(f"Remove {count} from {base_name(path)}", f"Remove {count}"),
                    why=f"mypy, with this project's settings, reports {count} in {path}: "
                        "the expression has that type already.")


def _finding(source: Source, call: ast.Call) -> Finding:
    text, scope = ast.unparse(call), source.names.qualname(call)
    same = [other for other in casts(source) if ast.unparse(other) == text and source.names.qualname(other) == scope]
    return Finding(
        rule=StaleCast.name, path=source.path, line=call.lineno, end_line=call.end_lineno or call.lineno,
        symbol=f"{scope}:cast {ast.unparse(call.args[0])}".lstrip(":"),
        message=f"`{text[:60]}` has that type already",
        why="mypy reports the cast as redundant with this project's settings.", concern=source.path, score=0.4,
        details={"step": {"path": source.path, "scope": scope, "cast": text, "nth": same.index(call),
                          "of": len(same)}})


DETECTOR = StaleCast()
