"""What waits for a person's answer."""

from __future__ import annotations

from nova.console import started_as
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope
from reviewer.wording import table
from reviewer.workspace import Workspace


class Nothing(Arguments):
    pass


def run(scope: ChatScope, arguments: Nothing) -> Found:
    workspace = Workspace(scope.app, scope.in_project())
    waiting = workspace.waiting()
    if not waiting:
        return Found("No proposal waits for an answer.")
    nova, first = started_as(), waiting[0].pull.id
    lines = "\n".join(table([workspace.report_of(record) for record in waiting]))
    return Found(f"Waiting for an answer:\n{lines}\nNext: {nova} show {first} | {nova} approve {first} | "
                 f"{nova} reject {first} --because ...", tuple(record.pull.branch for record in waiting))


TOOL = Tool(name="open_proposals", description="The proposals that wait for a person's answer, with their grades.",
            arguments=Nothing, run=run)
