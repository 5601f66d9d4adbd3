"""Which records of the base commit speak about a place."""

from __future__ import annotations

from pydantic import Field

from nova.decisions.certain import governing
from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope


class Where(Arguments):
    path: str = Field(max_length=1000, description="A file of the snapshot: 'shop/prices.py'.")
    symbol: str = Field(default="", max_length=300, description="A qualified name in it: 'Basket.total'.")


def run(scope: ReviewScope, arguments: Where) -> Found:
    scope.source(arguments.path)
    survey = scope.survey
    module = survey.index.module_name(arguments.path) if arguments.path in survey.index.modules else ""
    grounds = governing(survey.decisions, arguments.path, arguments.symbol, module=module,
                        source=survey.snapshot.read(arguments.path),
                        facts=survey.index.modules.get(arguments.path))
    if not grounds:
        return Found("No decision record governs it.")
    return Found("\n".join(f'{ground.decision} "{ground.title}": {ground.why} ({ground.force})\n  > {ground.sentence}'
                           for ground in grounds), tuple(ground.path for ground in grounds))


TOOL = Tool(name="governing_decisions", description="The decision records that govern a file or a symbol in it, each "
            "with why. Accepted ones bind.", arguments=Where, run=run)
