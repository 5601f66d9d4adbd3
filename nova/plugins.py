"""How other packages join: one entry point in the group `nova.plugins`, naming a `Plugin`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import typer

    from nova.app import App
    from nova.domain.project import Project


class Duty(Protocol):
    """What `nova serve` does for every project: something big now and then, and something small often."""

    def every(self, app: App) -> timedelta:
        """Time between two turns of the big one."""

    def turn(self, app: App, project: Project, run_key: str) -> str | None:
        """Do the big one; give one line for the log. Under a run key that was done before: nothing, and None."""

    def tend(self, app: App, project: Project) -> str | None:
        """Do the small one, every few minutes; one line for the log, or None when there was nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a package adds to Nova. Parts are named `package.module:name`, so that help costs no import."""

    name: str
    commands: str | None = None
    """A function that is called with the Typer application."""
    duty: str | None = None
    """A Duty."""
    settings: tuple[str, ...] = ()
    """The tables of the operator's settings that it reads."""
    migrations: str | None = None
    """`package:folder` of Alembic versions, with the tables of the plugin."""
    tools: str | None = None
    """A package of chat tools, one module each."""
    role_tools: str | None = None
    """A function that gives the tools that roles of its own may list beside those of a chat: name -> what it does."""


@cache
def installed() -> tuple[Plugin, ...]:
    """Every plugin of this environment, by name."""
    found: list[Plugin] = [point.load() for point in entry_points(group="nova.plugins")]
    return tuple(sorted(found, key=lambda plugin: plugin.name))


def part(name: str) -> Any:
    """What `package.module:name` stands for."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def add_commands(application: typer.Typer) -> None:
    """Let every plugin add its commands."""
    for plugin in installed():
        if plugin.commands:
            part(plugin.commands)(application)


