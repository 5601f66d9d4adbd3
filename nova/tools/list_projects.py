"""Which repositories Nova watches."""

from __future__ import annotations

from nova.console import started_as
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Nothing(Arguments):
    pass


def run(scope: ChatScope, arguments: Nothing) -> Found:
    watched = scope.app.projects.all()
    here = "" if scope.project is None else f"This conversation is about {scope.project.name} ({scope.project.path}).\n"
    if not watched:
        return Found(f"{here}No project is watched on a schedule. {started_as()} projects add PATH does that.")
    lines = "\n".join(f"{project.name}  {project.path}" for project in watched)
    return Found(f"{here}Watched on a schedule:\n{lines}")


TOOL = Tool(name="list_projects", description="The project of this conversation, and those that Nova watches.",
            arguments=Nothing, run=run)
