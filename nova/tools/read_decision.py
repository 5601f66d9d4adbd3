"""One record, whole."""

from __future__ import annotations

from pydantic import Field

from nova.decisions.supersession import find_record
from nova.errors import UnknownName
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Name(Arguments):
    id: str = Field(min_length=1, max_length=200, description="Its id, number or file name: 'ADR-0007', '7'.")


def run(scope: ChatScope, arguments: Name) -> Found:
    found = find_record(arguments.id, [row.decision for row in scope.records if row.decision])
    if found is None:
        raise UnknownName("decision", arguments.id, [row.id for row in scope.records])
    row = next(row for row in scope.records if row.path == found.path)
    return Found(f"{scope.headline(row)}\n{row.path}\n\n{scope.text_of(row)}", (row.path,))


TOOL = Tool(name="read_decision", description="Read one decision record, whole.", arguments=Name, run=run)
