"""The end of a review."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope


class Reason(Arguments):
    reason: str = Field(min_length=3, max_length=400, description="Why nothing, or nothing more, is worth a minute.")


def run(scope: ReviewScope, arguments: Reason) -> Found:
    scope.finished = arguments.reason
    return Found("Done.", ends=True)


TOOL = Tool(name="nothing_to_propose", description="End the review: nothing, or nothing more, is worth a person's "
            "minute.", arguments=Reason, run=run)
