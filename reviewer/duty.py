"""What `nova serve` does for every project: a review now and then, and answers settled often."""

from __future__ import annotations

from datetime import timedelta

from nova.app import App
from nova.domain.project import Project
from nova.lease import lease
from nova.ports import Silent
from reviewer.options import Options
from reviewer.reviewing import run_review
from reviewer.settings import ReviewSettings
from reviewer.wording import counted, tally
from reviewer.workspace import Workspace


class Reviewing:
    """Fills nova.plugins.Duty."""

    def every(self, app: App) -> timedelta:
        return app.operator.table("review", ReviewSettings).every

    def turn(self, app: App, project: Project, run_key: str) -> str | None:
        known = Workspace(app, project).runs.by_key(project.id, run_key)
        if known is not None and known.report is not None:
            return None
        report = run_review(app, project, Options(), Silent(), key=run_key)
        opened = [proposal for proposal in report["proposals"] if proposal["status"] == "open"]
        told = "; ".join(f"{proposal['id']} {proposal['verdict']['grade']} {proposal['title']}" for proposal in opened)
        fates = tally(report["dispositions"]) or "nothing"
        return f"{counted(report['findings'], 'finding')}: {fates}. {told}".rstrip()

    def tend(self, app: App, project: Project) -> str | None:
        doing = f"settling answers of {project.name}"
        with lease(app.home / "locks", f"review-{project.id}", doing, app.clock.now()):
            return " ".join(Workspace(app, project).settle()) or None


REVIEWING = Reviewing()
