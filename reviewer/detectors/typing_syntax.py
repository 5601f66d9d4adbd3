"""Old typing syntax that the project's floor no longer needs, in portions that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from weakref import WeakKeyDictionary

from nova.code.index import Index
from reviewer.detectors._common import floor_rises, imperative, worth_looking
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.operations._old_typing import Old, old_syntax, reads_annotations, tells_apart
from reviewer.operations.modernise_typing import abstract_imports
from reviewer.survey import Survey
from reviewer.tree import Tree

MOST_FILES, MOST_LINES = 4, 60
"""Of one portion; the import lines that change too are why it is less than the 80 of a proposal."""

_readers: WeakKeyDictionary[Index, str | None] = WeakKeyDictionary()
_SILENCED_BY = {"Optional": ("UP007", "UP045"), "Union": ("UP007",)}


@dataclass(frozen=True)
class TypingSyntax:
    name = "typing-syntax"
    family = "typing-syntax"
    version = 1
    why = ("Once the floor allows `list[int]` and `X | None`, maintainers go over to them: four of five old spellings "
           "were gone within three years.")
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        floor = survey.conventions.floor
        if floor is None or floor < (3, 9):
            return
        rises = floor_rises(survey)
        tree = Tree(survey.snapshot.root, survey.snapshot.files)
        found = [finding for path in survey.index.modules if worth_looking(survey, path) and _uses_typing(survey, path)
                 for finding in _in_file(survey, path, tree, floor)]
        for finding in _portioned(found):
            needed = tuple(finding.details["needed"])
            event = next((rise for rise in rises if rise.before < needed <= rise.after <= floor), None)
            yield replace(finding, score=0.81 if event else 0.6, event=event.commit if event else None,
                          details={**finding.details, "event": event.told if event else ""})

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        if survey.index not in _readers:
            _readers[survey.index] = reads_annotations(Tree(survey.snapshot.root, survey.snapshot.files))
        if (reader := _readers[survey.index]) is not None:
            return Declined(tells_apart(reader), refused=True)
        first = findings[0]
        paths = list(dict.fromkeys(finding.path for finding in findings))
        steps = tuple(_step(path, [f for f in findings if f.path == path]) for path in paths)
        floor = ".".join(map(str, first.details["floor"]))
        told = next((f"; {finding.details['event']}" for finding in findings if finding.event), "")
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        return Plan(Recipe(steps), imperative(f"Use typing syntax of Python {floor} in {{}}{others}", first.path),
                    f"The project needs Python {floor}, which has the shorter spelling{told}. "
                    f"{sum(f.details['count'] for f in findings)} annotations in {len(paths)} "
                    f"{'file' if len(paths) == 1 else 'files'} still use the old spelling.")


def _uses_typing(survey: Survey, path: str) -> bool:
    return any(one.module == "typing" for one in survey.index.modules[path].imports)


def _step(path: str, findings: Sequence[Finding]) -> Step:
    parameters = {"path": path, "floor": findings[0].details["floor"]}
    if len(findings) < findings[0].details["units"]:
        parameters["within"] = sorted(finding.details["unit"] for finding in findings)
    return Step("modernise_typing", parameters)


def _in_file(survey: Survey, path: str, tree: Tree, floor: tuple[int, int]) -> Iterator[Finding]:
    """One finding for each function or method, and one for what stands outside them."""
    try:
        source = parse(path, survey.index.source(path))
        found = [old for old in old_syntax(source, tree, floor) if not _is_silenced(survey, path, old)]
    except OperationDeclined:
        return
    if not found and not any(abstract_imports(source, floor)):
        return
    by_unit: dict[str, list[Old]] = {}
    for old in found:
        by_unit.setdefault(old.unit, []).append(old)
    for unit, several in (by_unit or {"": []}).items():
        yield _finding(source, unit, several, floor, len(by_unit) or 1)


def _is_silenced(survey: Survey, path: str, old: Old) -> bool:
    return any(survey.conventions.lint.ignores(path, code) for code in _SILENCED_BY.get(old.old, ("UP006",)))


def _finding(source: Source, unit: str, found: Sequence[Old], floor: tuple[int, int], units: int) -> Finding:
    lines = {line for old in found for line in range(old.node.lineno, (old.node.end_lineno or old.node.lineno) + 1)}
    names = sorted({old.old for old in found}) or ["Iterable"]
    shown = ", ".join(f"`{name}`" for name in names)
    return Finding(
        rule="typing-syntax", path=source.path, line=min(lines, default=1), end_line=max(lines, default=1),
        symbol=unit or "<module>",
        message=f"{unit or 'module level'}: {len(found)} annotations with {shown}" if found
                else "names of collections.abc taken from typing",
        why=f"Python {floor[0]}.{floor[1]} and later need none of {shown} from typing here.",
        details={"unit": unit, "units": units, "floor": list(floor), "lines": len(lines),
                 "needed": [3, 10] if {"Optional", "Union"}.intersection(names) else [3, 9],
                 "count": max(len(found), 1)})


@dataclass(slots=True)
class _Portion:
    """What one concern of a folder holds so far."""

    number: int = 0
    files: set[str] = field(default_factory=set)
    lines: int = 0

    def takes(self, finding: Finding) -> bool:
        return len(self.files | {finding.path}) <= MOST_FILES and self.lines + finding.details["lines"] <= MOST_LINES


def _portioned(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with concerns: files of one folder together, at most MOST_FILES and MOST_LINES of them."""
    open_portions: dict[str, _Portion] = {}
    for finding in findings:
        folder = str(PurePosixPath(finding.path).parent)
        portion = open_portions.setdefault(folder, _Portion())
        if portion.files and not portion.takes(finding):
            portion = open_portions[folder] = _Portion(portion.number + 1)
        portion.files.add(finding.path)
        portion.lines += finding.details["lines"]
        yield replace(finding, concern=f"{folder}#{portion.number}")


DETECTOR = TypingSyntax()
