"""Lines of a file, numbered."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope

_AT_MOST = 250


class Lines(Arguments):
    path: str = Field(max_length=1000, description="Relative to the repository: 'shop/prices.py'.")
    first: int = Field(default=1, ge=1, description="The first line.")
    last: int | None = Field(default=None, ge=1, description=f"The last line; at most {_AT_MOST} are given at once.")


def run(scope: ReviewScope, arguments: Lines) -> Found:
    lines = scope.source(arguments.path)
    last = min(arguments.last or len(lines), arguments.first + _AT_MOST - 1, len(lines))
    shown = [f"{number:5}  {lines[number - 1][:400]}" for number in range(arguments.first, last + 1)]
    more = f"\n[{len(lines) - last} more lines, from {last + 1}]" if last < len(lines) else ""
    return Found("\n".join(shown) + more, (f"{arguments.path}:{arguments.first}",))


TOOL = Tool(name="read_source", description="Lines of a file of the snapshot, with their numbers.",
            arguments=Lines, run=run)
