"""What the deterministic reviewers saw."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope

_AT_MOST = 60


class Where(Arguments):
    below: str = Field(default="", max_length=1000, description="Only in this folder or file.")


def run(scope: ReviewScope, arguments: Where) -> Found:
    below = arguments.below.strip("/")
    seen = [finding for finding in scope.findings
            if not below or finding.path == below or finding.path.startswith(f"{below}/")]
    if not seen:
        return Found("The deterministic reviewers found nothing here.")
    return Found("They deal with these themselves; do not propose them again.\n" + "\n".join(
        f"{finding.path}:{finding.line}  {finding.rule}  {finding.message}" for finding in seen[:_AT_MOST]))


TOOL = Tool(name="findings", description="What the deterministic reviewers found and deal with themselves.",
            arguments=Where, run=run)
