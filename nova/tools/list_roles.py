"""Who can be talked to."""

from __future__ import annotations

from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Nothing(Arguments):
    pass


def run(scope: ChatScope, arguments: Nothing) -> Found:
    return Found("\n".join(f"@{role.name}: {role.description}" for role in scope.roles),
                 tuple(role.path for role in scope.roles))


TOOL = Tool(name="list_roles", description="The roles that a person can talk to, and what each is for.",
            arguments=Nothing, run=run)
