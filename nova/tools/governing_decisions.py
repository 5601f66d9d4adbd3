"""Which records govern a place."""

from __future__ import annotations

from pydantic import Field

from nova.decisions.resolver import Match
from nova.errors import BadInput
from nova.runtime.toolbox import Arguments, Found, Tool, ToolError
from nova.tools._scope import ChatScope


class Where(Arguments):
    path: str = Field(min_length=1, max_length=1000, description="A file, relative to the repository: 'nova/app.py'.")
    symbol: str = Field(default="", max_length=300, description="A qualified name in it: 'App.home'.")
    change: str = Field(default="", max_length=2000, description="What is to be changed, in words.")


def run(scope: ChatScope, arguments: Where) -> Found:
    from nova.decisions.place import request_at
    from nova.decisions.resolver import resolve

    top = scope.in_project().path
    if not arguments.change and not (top / arguments.path).exists():
        raise ToolError(f"There is no file {arguments.path} in {scope.in_project().name}. Say the change in words, and "
                        "records are found by those.")
    try:
        request = request_at(top, arguments.path, arguments.symbol, arguments.change)
    except BadInput as error:
        raise ToolError(str(error)) from error
    matches = resolve(scope.index, request)
    if not matches:
        return Found(f"No decision record governs {request.path}.")
    return Found("\n".join(_told(match) for match in matches), tuple(match.ground.path for match in matches))


def _told(match: Match) -> str:
    ground = match.ground
    sure = "governs" if match.certain else f"may govern ({match.status}; not certain, read it before you rest on it)"
    quote = ground.sentence if match.certain else match.quote or ground.sentence
    return f'{ground.decision} "{ground.title}" {sure}: {ground.why}\n  > {quote}\n  {ground.path}'


TOOL = Tool(name="governing_decisions", description="The decision records that govern a file, a symbol in it or a "
            "change to it, each with why. Says so when none does.", arguments=Where, run=run)
