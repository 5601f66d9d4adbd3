"""Start a review, or go on with one that was cut off: one at a time for a project."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from nova.app import App
from nova.code.projects import dirty_paths
from nova.domain.project import Project
from nova.engine import DurableEngine, Steps
from nova.lease import lease
from nova.ports import Progress
from reviewer.drafting import warm_workshop
from reviewer.errors import RunOutdated
from reviewer.options import Options
from reviewer.proof.sandbox.watching import halt
from reviewer.run import review
from reviewer.store import Run, RunState
from reviewer.workspace import Workspace

PACKAGES = ("nova", "reviewer")
"""What a review is made of: other code begins it anew."""


def run_review(app: App, project: Project, options: Options, progress: Progress, *, key: str | None = None
               ) -> dict[str, Any]:
    """The report of a whole review. `key`: runs at most once under it; None: a run of its own.

    Raises Busy when another process reviews the project, NotReviewable for what cannot be reviewed.
    """
    with lease(app.home / "locks", f"review-{project.id}", f"reviewing {project.name}", app.clock.now()):
        workspace = Workspace(app, project)
        for line in workspace.settle():
            progress.note(line)
        _tell_what_is_left_out(project, options, progress)
        run = _begin(workspace, options, key)
        if run.report is not None:
            return dict(run.report)
        try:
            return _carry_on(workspace, run, progress)
        except RunOutdated:
            workspace.runs.abandon(run.id, app.clock.now())
            return _carry_on(workspace, _begin(workspace, options, None), progress)


def _begin(workspace: Workspace, options: Options, key: str | None) -> Run:
    """The run of this key; without one, a run with the same arguments that was cut off; else a new one."""
    arguments = workspace.arguments(options)
    for left in workspace.runs.running(workspace.project.id):
        same = {name: left.arguments.get(name) for name in arguments} == arguments
        if same and key in (None, left.key):
            return left
        if left.key != key:
            workspace.runs.abandon(left.id, workspace.app.clock.now())
    id = uuid.uuid4().hex[:12]
    return workspace.runs.start(Run(
        id=id, project=workspace.project.id, base=arguments["base"], key=key or id, state=RunState.RUNNING,
        arguments={"run": id, **arguments}, started_at=workspace.app.clock.now()))


def _carry_on(workspace: Workspace, run: Run, progress: Progress) -> dict[str, Any]:
    def job(arguments: Mapping[str, Any], step: Steps) -> dict[str, Any]:
        return review(workspace, arguments, step, progress)

    with DurableEngine(workspace.app.home / "engine", {"review": job}, PACKAGES) as engine, warm_workshop():
        try:
            report: dict[str, Any] = engine.run("review", run.id, run.arguments)
        except KeyboardInterrupt:
            halt()  # a run that goes on is in a thread of the engine's, which leaving waits for
            raise
        except Exception:
            workspace.runs.abandon(run.id, workspace.app.clock.now())
            raise
    return report


def _tell_what_is_left_out(project: Project, options: Options, progress: Progress) -> None:
    dirty = [] if options.at else dirty_paths(project.path)
    if dirty:
        shown = ", ".join(dirty[:3]) + (", ..." if len(dirty) > 3 else "")
        progress.note(f"The working tree has changes that are not committed ({shown}); Nova reviews HEAD without them.")
