"""The door `nova decisions`: list, show, check, lint, and what a person does with drafts."""

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
_SLUG = Annotated[str, typer.Argument(help="The draft's name, as nova decisions drafts shows it.")]
_HERE = Path()


def add_commands(app: typer.Typer) -> None:
    """Add the group `decisions`."""
    from nova.commands import decision_defer, decision_views

    decision_views.add_commands(decisions)
    decision_defer.add_commands(decisions)
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


@decisions.command()
def drafts(project: _PROJECT = _HERE, as_json: _JSON = False) -> None:
    """The drafts that wait for you."""
    from nova.console import plain, say, tell
    from nova.decisions.reader import read_drafts

    app, found = _open(project)
    waiting = read_drafts(app.drafts.drafts(found.id))
    if as_json:
        say(json.dumps([{"slug": d.id, "title": d.title, "origin": d.origin, "symbols": list(d.symbols)}
                        for d in waiting], indent=2))
        return
    for draft in waiting:
        say(plain(f"{draft.id:<32} {draft.title}   ({draft.origin or 'no origin'})"))
    tell(f"{len(waiting)} drafts wait. nova decisions show SLUG | accept SLUG [--commit] | drop SLUG"
         if waiting else "No draft waits.")


@decisions.command()
def accept(slug: _SLUG, project: _PROJECT = _HERE,
           commit: Annotated[bool, typer.Option("--commit", help="Commit just that file, as you.")] = False) -> None:
    """Write a draft into the working tree as an accepted record. It binds once committed."""
    from nova.console import plain, say, tell
    from nova.decisions.drafts import find_draft
    from nova.decisions.writer import accept as write
    from nova.decisions.writer import commit as commit_files
    from nova.decisions.writer import person_at, write_index

    app, found = _open(project)
    text = find_draft(app.drafts, found.id, slug)
    path = write(text, found.path, found.decisions, by=person_at(found.path), today=app.clock.now().date())
    index = write_index(path.parent)
    app.drafts.remove(found.id, slug)
    name = path.relative_to(found.path).as_posix()
    say(plain(name))
    files = [path] if index is None else [path, index]
    if not commit:
        tell(f"Accepted. It binds once committed: git add {path.parent.name} && git commit")
        return
    commit_files(files, found.path, f"Accept decision {path.stem}")
    tell("Accepted and committed: it binds.")


@decisions.command()
def drop(slug: _SLUG, project: _PROJECT = _HERE) -> None:
    """Forget a draft. What it kept may be proposed again, unless an answer stands against it."""
    from nova.console import plain, tell
    from nova.decisions.drafts import find_draft

    app, found = _open(project)
    find_draft(app.drafts, found.id, slug)
    app.drafts.remove(found.id, slug)
    tell(plain(f"Draft {slug} is forgotten. The answer it came from stands: nova reopen takes that back."))


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
