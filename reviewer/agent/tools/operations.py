"""What a recipe can be made of."""

from __future__ import annotations

import json

from pydantic import Field

from nova.errors import UnknownName
from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer import operations as catalogue
from reviewer.agent.scope import ReviewScope


class Kind(Arguments):
    kind: str | None = Field(default=None, max_length=100, description="One operation, for its parameters.")


def run(scope: ReviewScope, arguments: Kind) -> Found:
    known = catalogue.operations()
    if arguments.kind is None:
        return Found("\n".join(f"{kind}: {operation.does}" for kind, operation in known.items()))
    if arguments.kind not in known:
        raise UnknownName("operation", arguments.kind, known)
    operation = known[arguments.kind]
    return Found(f"{operation.kind} ({operation.effect}): {operation.does}\n"
                 f"{json.dumps(dict(operation.parameters), indent=1)}")


TOOL = Tool(name="operations", description="The operations of which a recipe is made; with a kind, its parameters.",
            arguments=Kind, run=run)
