"""What a person has turned down before."""

from __future__ import annotations

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope
from reviewer.wording import told


class Nothing(Arguments):
    pass


def run(scope: ReviewScope, arguments: Nothing) -> Found:
    held = scope.sieve.precedents.standing
    if not held:
        return Found("Nothing was rejected so far.")
    return Found("A person turned these down; nothing like them is opened again.\n" + "\n".join(
        f"{answer.title}: {told(answer)}{f' ({answer.note})' if answer.note else ''}" for answer in held[-40:]))


TOOL = Tool(name="precedents", description="What a person rejected before, and why.", arguments=Nothing, run=run)
