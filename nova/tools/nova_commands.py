"""What can be typed."""

from __future__ import annotations

from nova.console import started_as
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Nothing(Arguments):
    pass


def run(scope: ChatScope, arguments: Nothing) -> Found:
    nova = started_as()
    return Found("\n".join(f"{nova} {name}: {help}" for name, help in scope.commands.items()))


TOOL = Tool(name="nova_commands", description="Every command of Nova with one line of what it does.",
            arguments=Nothing, run=run)
