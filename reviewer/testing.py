"""What tests of rules stand on: surveys of small real repositories, and the drafts that a run would make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from nova.code.conventions import read_conventions
from nova.code.history import History
from nova.code.index import build_index
from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.domain.decision import DecisionBook
from nova.ports import Silent
from nova.testing import commit, repository
from reviewer.detectors import detectors
from reviewer.domain.change import ChangeSet
from reviewer.domain.finding import Effect, Finding, numbered
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Declined, Plan
from reviewer.drafting import apply_recipe
from reviewer.errors import OperationDeclined
from reviewer.operations import declared_by, operations
from reviewer.recipes import recipe_of
from reviewer.survey import Survey
from reviewer.tree import Tree

TODAY = date(2026, 11, 21)


def survey_of(folder: Path, files: Mapping[str, str | bytes],
              commits: Sequence[tuple[Mapping[str, str | bytes | None], str]] = (), *,
              decisions: DecisionBook | None = None, today: date = TODAY) -> Survey:
    """A survey of HEAD of a repository made in `folder / "project"`.

    `files` is the first commit; each further one is (path -> text, None deletes; message). `folder` may be used again:
    every call takes a new subfolder.
    """
    place = folder / f"survey{sum(1 for _ in folder.glob('survey*'))}"
    place.mkdir(parents=True)
    root = repository(place / "project", dict(files))
    for changed, message in commits:
        commit(root, dict(changed), message)
    return survey_of_repository(root, place / "home", decisions=decisions, today=today)


def survey_of_repository(root: Path, home: Path, *, at: str = "HEAD", decisions: DecisionBook | None = None,
                         today: date = TODAY) -> Survey:
    """A survey of one commit of a repository that is already there, with Nova's data in `home`."""
    mirror = Mirror(home, identify(root))
    mirror.update()
    snapshot = mirror.snapshot(mirror.resolve(at), None)
    return Survey(
        snapshot=snapshot,
        index=build_index(snapshot, home / "index", Silent()),
        conventions=read_conventions(snapshot),
        history=History(mirror.git, snapshot.commit),
        decisions=decisions or DecisionBook(folder=None),
        today=today,
    )


def found(rule: str, survey: Survey) -> list[Finding]:
    """What the rule finds, in source order and with ordinals, as a run would number them."""
    return numbered(detectors()[rule].find(survey))


def concerns(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings grouped as a run groups them: by concern; one without a concern stands alone."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.concern or finding.place, []).append(finding)
    return list(groups.values())


def draft_of(survey: Survey, findings: Sequence[Finding]) -> Draft | Declined:
    """The draft that a run would make of these findings of one rule and concern.

    Raises BadInput when the rule plans what its operations do not take.
    """
    plan = detectors()[findings[0].rule].plan(findings, survey)
    if isinstance(plan, Declined):
        return plan
    recipe_of(json.loads(str(plan.recipe)), at_most=1_000)
    try:
        changes = apply_recipe(plan.recipe, Tree(survey.snapshot.root, survey.snapshot.files))
    except OperationDeclined as declined:
        return Declined(str(declined), refused=True)
    return _draft(tuple(findings), plan, changes)


def after(survey: Survey, draft: Draft | Declined) -> dict[str, str]:
    """Path -> text of every file that the draft changes; a deleted one is left out. Fails on a Declined."""
    assert isinstance(draft, Draft), draft
    return {change.path: change.after.decode() for change in draft.changes.files if change.after is not None}


def _draft(findings: tuple[Finding, ...], plan: Plan, changes: ChangeSet) -> Draft:
    used = [operations()[step.kind] for step in plan.recipe.steps]
    changed = [operation.changes_what for operation in used if operation.changes_what]
    reasons = [operation.safe for operation in used]
    return Draft(
        findings=findings,
        plan=plan,
        changes=changes,
        effect=Effect.CHANGES if any(operation.effect is Effect.CHANGES for operation in used) else Effect.PRESERVES,
        changes_what="; ".join(dict.fromkeys(changed)) or None,
        safe=None if None in reasons else " ".join(dict.fromkeys(filter(None, reasons))),
        declares=tuple(name for step in plan.recipe.steps for name in declared_by(step.kind, step.parameters)),
    )
