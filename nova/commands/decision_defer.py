"""The door `nova decisions defer`: look at a record again on a later day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

_ID = Annotated[str, typer.Argument(metavar="ID", help="Its id, number or file name.")]
_UNTIL = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE",
                                          help="The day on which it is to be looked at again, as 2027-05-01.")]
_PROJECT = Annotated[Path, typer.Option("--project", help="A git repository, or a folder in one.")]
_HERE = Path()


def add_commands(group: typer.Typer) -> None:
    """Add the command to the group `decisions`."""
    group.command("defer")(defer)


def defer(id: _ID, until: _UNTIL, project: _PROJECT = _HERE) -> None:
    """Set a record's review-by in the working tree: until then a review says nothing of what it names that is gone."""
    from nova.app import open_app
    from nova.console import plain, say, tell
    from nova.decisions.deferring import defer as write

    app = open_app()
    found = app.project(project)
    path = write(found.path, found.decisions, id, until=until.date(), today=app.clock.now().date())
    say(plain(path))
    tell(f"To be reviewed by {until.date()}. It counts once committed: git commit {path}")
