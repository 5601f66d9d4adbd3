"""Which records govern a place."""

from __future__ import annotations

from pydantic import Field

from nova.domain.decision import DecisionBook
from nova.runtime.toolbox import Arguments, Found, Tool, ToolError
from nova.tools._scope import ChatScope


class Where(Arguments):
    path: str = Field(min_length=1, max_length=1000, description="A file, relative to the repository: 'nova/app.py'.")
    symbol: str = Field(default="", max_length=300, description="A qualified name in it: 'App.home'.")


def run(scope: ChatScope, arguments: Where) -> Found:
    from nova.decisions.certain import governing

    top = scope.in_project().path
    place = (top / arguments.path).resolve()
    if not place.is_relative_to(top) or not place.is_file():
        raise ToolError(f"There is no file {arguments.path} in {scope.in_project().name}.")
    path = place.relative_to(top).as_posix()
    book = DecisionBook(folder=None, decisions=tuple(row.decision for row in scope.records if row.decision))
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    grounds = governing(book, path, arguments.symbol, module=module, source=place.read_bytes()[:1_000_000])
    if not grounds:
        return Found(f"No decision record governs {path}.")
    lines = [f'{ground.decision} "{ground.title}": {ground.why}\n  > {ground.sentence}\n  {ground.path}'
             for ground in grounds]
    return Found("\n".join(lines), tuple(ground.path for ground in grounds))


TOOL = Tool(name="governing_decisions", description="The decision records that govern a file or a symbol in it, "
            "each with why. Says so when none does.", arguments=Where, run=run)
