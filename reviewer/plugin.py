"""How the reviewer joins Nova."""

from __future__ import annotations

from nova.plugins import Plugin

plugin = Plugin(
    name="review",
    commands="reviewer.commands:add_commands",
    duty="reviewer.duty:REVIEWING",
    settings=("review",),
    migrations="reviewer:migrations",
    tools="reviewer.tools",
    role_tools="reviewer.agent.tools:described",
)
