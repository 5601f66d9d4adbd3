"""Look at one snapshot: index it, read its decisions, let every role run its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from nova.code.conventions import read_conventions
from nova.code.history import History
from nova.code.index import build_index
from nova.code.mirror import Mirror
from nova.decisions.reader import read_book
from nova.domain.decision import Decision
from nova.domain.snapshot import Snapshot
from nova.errors import NotReviewable, RecordError, UnknownName
from nova.ports import Progress
from nova.roles import Role, RoleModel, read_roles
from reviewer.checker import TypeChecker
from reviewer.detectors import detectors
from reviewer.domain.finding import Finding, numbered
from reviewer.ports import Detector
from reviewer.survey import Survey


def survey_snapshot(snapshot: Snapshot, mirror: Mirror, *, cache: Path, drafts: Iterable[Decision], today: date,
                    checker: TypeChecker | None, progress: Progress) -> Survey:
    """Everything the rules look at. Raises NotReviewable when there is no Python in it."""
    if not any(file.is_python for file in snapshot.files.values()):
        raise NotReviewable(f"{snapshot.project.path} has no Python file at {snapshot.commit[:7]}; "
                            "Nova reviews Python repositories.")
    return Survey(
        snapshot=snapshot,
        index=build_index(snapshot, cache, progress),
        conventions=read_conventions(snapshot),
        history=History(mirror.git, snapshot.commit),
        decisions=read_book(snapshot, snapshot.project.decisions, drafts=tuple(drafts)),
        today=today,
        checker=checker,
    )


def rules_by_role() -> Mapping[str, Role]:
    """Rule -> the role without a model that runs it. Raises RecordError for a tool that is no rule, or has two."""
    owners: dict[str, Role] = {}
    for role in read_roles("review"):
        for tool in role.tools if role.model is RoleModel.NONE else ():
            if tool not in detectors():
                raise RecordError(role.path, None, str(UnknownName("rule", tool, detectors())))
            if tool in owners:
                raise RecordError(role.path, None, f"{tool} belongs to {owners[tool].name} already")
            owners[tool] = role
    return owners


def rules_to_run(asked: tuple[str, ...], survey: Survey) -> list[Detector]:
    """The rules that a role may run, that were asked for, and that the project has not left out."""
    owned = rules_by_role()
    for name in asked:
        if name not in owned:
            raise UnknownName("rule", name, owned)
    left_out = survey.conventions.rules_left_out
    return [detectors()[name] for name in sorted(owned) if (not asked or name in asked) and name not in left_out]


def findings_of(rules: list[Detector], survey: Survey, progress: Progress) -> list[Finding]:
    """Every finding, numbered, in source order; paths that the project leaves out are not looked at."""
    found: list[Finding] = []
    for done, rule in enumerate(rules):
        progress.step(done, len(rules), rule.name)
        found += [finding for finding in rule.find(survey) if not survey.conventions.leaves_out(finding.path)]
    return numbered(found)
