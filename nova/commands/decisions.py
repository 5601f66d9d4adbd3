"""The door `nova decisions`: list, show, check, lint; what a person writes is in `decision_writing`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nova.app import App
    from nova.decisions.checking import Broken
    from nova.decisions.listing import Row

decisions = typer.Typer(no_args_is_help=True, help="The decisions behind the code: what binds, and what waits for you.")

_JSON = Annotated[bool, typer.Option("--json", help="As JSON.")]
_CHECK = Annotated[bool, typer.Option("--check", help="Leave with exit code 1 when there is something to mend.")]
_PROJECT = Annotated[Path, typer.Option("--project", help="A git repository, or a folder in one.")]
_HERE = Path()


def add_commands(app: typer.Typer) -> None:
    """Add the group `decisions`."""
    from nova.commands import decision_defer, decision_for, decision_views, decision_writing

    for topic in (decision_defer, decision_for, decision_views, decision_writing):
        topic.add_commands(decisions)
    app.add_typer(decisions, name="decisions")


@decisions.command("list")
def list_(folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Any folder of records; else those of "
                                                                              "the repository around you.")] = None,
          as_json: _JSON = False) -> None:
    """Every Markdown file of a folder of records, and what it says."""
    from nova.console import plain, say, tell
    from nova.decisions.listing import is_committed, rows_of_folder

    if folder is None:
        rows, committed = _own_rows()
    else:
        rows, committed = rows_of_folder(folder), is_committed(folder)
    if as_json:
        say(json.dumps([row.to_json() for row in rows], indent=2))
        return
    records = [row for row in rows if row.kind == "adr"]
    width = max((len(row.id) for row in records), default=0)
    for row in records:
        mark = "" if row.path in committed or not committed else "  (not committed)"
        say(plain(f"{row.id:<{width}}  {row.status:<11} {row.title}{mark}"))
    tell(f"{len(records)} records, {sum(row.status == 'accepted' for row in records)} accepted, "
         f"{sum(bool(row.problems) for row in records)} that cannot be relied on.")


@decisions.command()
def show(name: Annotated[str, typer.Argument(metavar="ID", help="Its id, number or file name.")],
         project: _PROJECT = _HERE) -> None:
    """One record or draft: where it stands, what it decided, what is checked."""
    from nova.console import plain, say
    from nova.decisions.listing import described

    app, found = _open(project)
    text = app.drafts.drafts(found.id).get(name)
    for line in text.splitlines() if text is not None else described(found.path, found.decisions, name):
        say(plain(line))


@decisions.command()
def check(path: Annotated[Path, typer.Argument(help="A git repository, or a folder in one.")] = _HERE,
          as_json: _JSON = False, fail: _CHECK = False) -> None:
    """Run the constraints of the accepted records of HEAD on the code of HEAD."""
    from nova.code.index import build_index
    from nova.code.mirror import Mirror
    from nova.console import say, tell
    from nova.decisions.checking import broken, counted, to_migrate
    from nova.decisions.reader import read_book
    from nova.ports import Silent

    app, project = _open(path)
    mirror = Mirror(app.home, project)
    mirror.update()
    snapshot = mirror.snapshot(mirror.resolve("HEAD"), None)
    book = read_book(snapshot, project.decisions)
    index = build_index(snapshot, app.home / "cache", Silent())
    found = broken(book, index, snapshot.files)
    if as_json:
        say(json.dumps([one.to_json() for one in found], indent=2))
    else:
        _say_broken(found)
        tell(counted(book, found, to_migrate(book, index)))
    if fail and found:
        raise typer.Exit(1)


@decisions.command()
def lint(path: Annotated[Path, typer.Argument(help="A git repository, or a folder in one.")] = _HERE,
         as_json: _JSON = False, fail: _CHECK = False) -> None:
    """What is to be mended in the records of the working tree."""
    from nova.console import plain, say, tell
    from nova.decisions.lint import lint as look
    from nova.decisions.reader import read_book
    from nova.decisions.workingtree import working_tree

    app, project = _open(path)
    tree = working_tree(project.path)
    book = read_book(tree, project.decisions)
    remarks = look(book, tree, app.clock.now().date())
    if as_json:
        say(json.dumps([{"path": r.path, "line": r.line, "what": r.what} for r in remarks], indent=2))
    else:
        for remark in remarks:
            say(plain(f"{remark.path}{'' if remark.line is None else f':{remark.line}'}  {remark.what}"))
        tell(f"{len(book.decisions) + len(book.problems)} records read, {len(remarks)} to mend.")
    if fail and remarks:
        raise typer.Exit(1)


def _open(path: Path) -> tuple[App, Any]:
    """The application, and the project around the path."""
    from nova.app import open_app

    app = open_app()
    return app, app.project(path)


def _own_rows() -> tuple[list[Row], frozenset[str]]:
    from nova.decisions.listing import committed_paths, rows_of_project

    _, project = _open(_HERE)
    return rows_of_project(project.path, project.decisions), committed_paths(project.path)


def _say_broken(found: list[Broken]) -> None:
    from nova.console import plain, say

    for one in found:
        say(plain(one.line_for_people()))
