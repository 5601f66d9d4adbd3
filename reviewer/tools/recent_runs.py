"""What the last reviews of this project came to."""

from __future__ import annotations

from nova.console import started_as
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope
from reviewer.store import RunStore
from reviewer.wording import counted, tally


class Nothing(Arguments):
    pass


def run(scope: ChatScope, arguments: Nothing) -> Found:
    project = scope.in_project()
    runs = RunStore(scope.app.database).latest_runs(project.id, 5)
    if not runs:
        return Found(f"{project.name} was not reviewed yet. {started_as()} review does it.")
    lines = []
    for one in runs:
        report = one.report or {}
        found = f"{counted(report.get('findings', 0), 'finding')}: {tally(report.get('dispositions', {}))}"
        lines.append(f"{one.started_at:%Y-%m-%d %H:%M} UTC  run {one.id}  {one.base[:7]}  {one.state}  {found}")
    return Found(f"Reviews of {project.name}, newest first:\n" + "\n".join(lines))


TOOL = Tool(name="recent_runs", description="The last reviews of this project: when, of which commit, what they found.",
            arguments=Nothing, run=run)
