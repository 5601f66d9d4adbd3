"""What became of the findings in a place."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope
from reviewer.whynot import explained, nothing_found
from reviewer.workspace import Workspace

_AT_MOST = 30


class Where(Arguments):
    path: str = Field(min_length=1, max_length=1000, description="A file or folder: 'nova/store'; '.' for all.")
    rule: str | None = Field(default=None, description="Only this rule: 'dead-definition'.")


def run(scope: ChatScope, arguments: Where) -> Found:
    workspace = Workspace(scope.app, scope.in_project())
    seen, rows = explained(workspace, arguments.path.rstrip("/"), arguments.rule)
    if not rows:
        return Found(nothing_found(workspace, seen, arguments.path))
    lines = ["  ".join(row.cells()) for row in rows[:_AT_MOST]]
    more = f"\n{len(rows) - _AT_MOST} more; name a narrower path" if len(rows) > _AT_MOST else ""
    return Found("\n".join(lines) + more, tuple(f"{row.path}:{row.line}" for row in rows[:_AT_MOST]))


TOOL = Tool(name="explain_finding", description="What became of each finding in a file or folder in the last review, "
            "and why.", arguments=Where, run=run)
