"""How other packages join: one entry point in the group `nova.plugins`, naming a `Plugin`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import typer

    from nova.app import App


class Duty(Protocol):
    """Something that `nova serve` does for a project when it is due."""

    def __call__(self, app: App, project: str, run_key: str) -> str:
        """Do it; give back one line for the log. Doing it twice under one run key does it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a package adds to Nova."""

    name: str
    add_commands: str | None = None
    """`package.module:function`, called with the Typer application. A name, so that help costs no import."""
    duty: str | None = None
    """`package.module:function`, a Duty."""
    tables: str | None = None
    """`package.module`, imported before the store is opened so that its tables are known."""
    migrations: str | None = None
    """`package:folder` of Alembic versions."""


def installed() -> list[Plugin]:
    """Every plugin of this environment, by name."""
    found = [point.load() for point in entry_points(group="nova.plugins")]
    return sorted(found, key=lambda plugin: plugin.name)


def add_commands(application: typer.Typer) -> None:
    """Let every plugin add its commands."""
    from importlib import import_module

    for plugin in installed():
        if plugin.add_commands:
            module, _, function = plugin.add_commands.partition(":")
            getattr(import_module(module), function)(application)
