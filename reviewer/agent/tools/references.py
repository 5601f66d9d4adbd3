"""Who uses a name."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope

_AT_MOST = 80


class Name(Arguments):
    name: str = Field(pattern=r"^[^\W\d]\w*$", max_length=200, description="A bare identifier: 'total'.")


def run(scope: ReviewScope, arguments: Name) -> Found:
    index = scope.survey.index
    uses = [f"{use.path}:{use.line}  {use.kind}" for use in index.uses(arguments.name)]
    uses += [f"{path}:{line}  text" for path, line in index.mentions(arguments.name)]
    if not uses:
        return Found(f"{arguments.name} is used nowhere: not in code, strings, documents or settings.")
    more = f"\n[{len(uses) - _AT_MOST} more]" if len(uses) > _AT_MOST else ""
    return Found("By name, not by type: other things may go by it.\n" + "\n".join(uses[:_AT_MOST]) + more)


TOOL = Tool(name="references", description="Every line that uses an identifier, as name, attribute, string, import or "
            "in documents.", arguments=Name, run=run)
