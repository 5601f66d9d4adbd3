"""A `type: ignore` that the project's own mypy, with the project's own settings, says it does not need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviewer.checker import CheckerNote
from reviewer.detectors._stale import depends_on_where, notes, statement_at, steps
from reviewer.detectors._wording import base_name, places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe
from reviewer.operations._edits import Source
from reviewer.operations.remove_type_ignore import IGNORE
from reviewer.survey import Survey

_UNUSED = re.compile(r'^Unused "type: ignore(?:\[(?P<codes>[^\]]*)\])?" comment')


@dataclass(frozen=True)
class StaleTypeIgnore:
    name = "stale-type-ignore"
    family = "stale-type-ignore"
    version = 1
    why = "An ignore that the checker no longer needs would hide the next error on its line."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        for note, source in notes(survey, "unused-ignore"):
            yield from _finding(note, source)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        path, count = findings[0].path, places(len(findings), "stale `type: ignore`")
        count = count.removesuffix("s") if len(findings) > 1 else count
        return Plan(recipe=Recipe(steps("remove_type_ignore", findings)),
                    title=title(f"Remove {count} from {base_name(path)}", f"Remove {count}"),
                    why=f"mypy, with this project's settings, reports {count} in {path} as unused; "
                        "an ignore without an error hides the next one.")


def _finding(note: CheckerNote, source: Source) -> Iterator[Finding]:
    said = _UNUSED.match(note.message)
    text = source.lines[note.line - 1]
    written = IGNORE.search(text)
    statement = statement_at(source.names, note.line)
    if not said or not written or statement is None or isinstance(statement, ast.Import | ast.ImportFrom):
        return  # what an import needs depends on the stubs that are installed
    if depends_on_where(source.names, statement):
        return
    unused = _codes(said["codes"])
    whole = unused >= _codes(written["codes"])
    line = text.strip()
    same = [n for n, other in enumerate(source.lines, 1) if other.strip() == line]
    codes = None if whole else sorted(unused)
    scope = source.names.qualname(statement)
    what = f"type: ignore[{', '.join(sorted(unused))}]" if unused else "type: ignore"
    yield Finding(
        rule=StaleTypeIgnore.name, path=note.path, line=note.line, end_line=note.line,
        symbol=f"{scope}:{what}".lstrip(":"), message=f"`{what}` is not needed any more",
        why="mypy reports it as unused with this project's settings.", concern=note.path, score=0.4,
        details={"step": {"path": note.path, "line": line, "nth": same.index(note.line), "of": len(same),
                          "codes": codes}})


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(code.strip() for code in (text or "").split(",") if code.strip())


DETECTOR = StaleTypeIgnore()
