"""Branches for Pythons below the floor that the project itself declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.detectors._common import FloorRise, floor_rises, imperative, worth_looking
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import parse
from reviewer.operations.drop_version_branch import Decided, decided
from reviewer.survey import Survey
from reviewer.tree import Tree

_TELLS = (b"version_info", b"ImportError", b"ModuleNotFoundError")


@dataclass(frozen=True)
class VersionBranch:
    name = "version-branch"
    family = "version-branch"
    version = 1
    why = "A branch for a Python below the declared floor never runs; once the floor has moved, it is wanted gone."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        floor = survey.conventions.floor
        if floor is None or floor < (3, 0):
            return
        rises = floor_rises(survey)
        tree = Tree(survey.snapshot.root, survey.snapshot.files)
        for path in survey.index.modules:
            content = survey.index.source(path) if worth_looking(survey, path) else b""
            if not any(tell in content for tell in _TELLS) or survey.conventions.lint.ignores(path, "UP036"):
                continue
            try:
                source = parse(path, content)
            except OperationDeclined:
                continue
            found = list(decided(source, tree, floor))
            sure = {rise.before: {one.place for one in decided(source, tree, rise.before)} for rise in rises if found}
            for one in found:
                event = next((rise for rise in rises if rise.after <= floor and one.place not in sure[rise.before]),
                             None)
                yield _finding(path, one, floor, event)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        branches = [{"test": finding.details["test"], "scope": finding.details["scope"]} for finding in findings]
        step = Step("drop_version_branch", {"path": first.path, "floor": first.details["floor"], "branches": branches})
        floor = ".".join(map(str, first.details["floor"]))
        what = "the branch" if len(findings) == 1 else f"{len(findings)} branches"
        told = next((f"; {finding.details['event']}" for finding in findings if finding.event), "")
        return Plan(Recipe((step,)), imperative(f"Drop {what} for Python before {floor} in {{}}", first.path),
                    f"The project needs Python {floor}{told}. {first.path} keeps only what runs there.")


def _finding(path: str, one: Decided, floor: tuple[int, int], event: FloorRise | None) -> Finding:
    says = "always" if one.holds else "never"
    symbol = f"{one.scope}:{one.test}" if one.scope else one.test
    return Finding(
        rule="version-branch", path=path, line=one.node.lineno, end_line=one.node.end_lineno or one.node.lineno,
        symbol=symbol, message=f"`{one.test}` {says} holds from Python {floor[0]}.{floor[1]} on",
        why=f"The project declares Python {floor[0]}.{floor[1]} as its oldest, so one side of this never runs.",
        concern=path, score=0.8 if event else 0.6, event=event.commit if event else None,
        details={"test": one.test, "scope": one.scope, "floor": list(floor), "event": event.told if event else ""})


DETECTOR = VersionBranch()
