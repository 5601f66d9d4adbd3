"""The door `nova decisions for`: which decisions govern a place or a change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from nova.decisions.resolver import Match, ResolverIndex

_HERE = Path()


def add_commands(group: typer.Typer) -> None:
    """Add `for` to the group."""
    group.command("for")(for_)


def for_(target: Annotated[str, typer.Argument(metavar="PATH[:SYMBOL]", help="A file of the project, and what in it.")],
         change: Annotated[str, typer.Option("--change", help="What is to be changed, in words.")] = "",
         project: Annotated[Path, typer.Option("--project", help="A git repository, or a folder in one.")] = _HERE,
         folder: Annotated[Path | None, typer.Option("--decisions", metavar="DIR", help="Any folder of records, "
                                                     "instead of the project's own.")] = None,
         as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """The decisions that govern a file, a symbol or a change: certain ones first, then likely ones, each with why."""
    from nova.console import say, tell
    from nova.decisions.place import request_at
    from nova.decisions.resolver import resolve

    path, _, symbol = target.partition(":")
    book = _book(project, folder)
    matches = resolve(book.resolver, request_at(book.top, path, symbol, change, committed=book.versioned))
    if as_json:
        say(json.dumps([match_data(match) for match in matches], indent=2))
        return
    for match in matches:
        _say(match, loose=bool(book.committed) and match.ground.path not in book.committed)
    likely = sum(not match.certain for match in matches)
    tell(f"{len(matches) - likely} of {len(book.resolver.decisions)} records govern it; {likely} more may." if matches
         else f"None of the {len(book.resolver.decisions)} records governs it, as far as paths and words tell.")


def match_data(match: Match) -> dict[str, Any]:
    """One match for other tools."""
    ground = match.ground
    return {"path": ground.path, "id": ground.decision, "title": ground.title, "status": str(match.status),
            "score": round(match.score, 3), "certain": match.certain, "force": str(ground.force), "why": ground.why,
            "constraint": ground.constraint, "sentence": ground.sentence, "quote": match.quote}


class _Book(NamedTuple):
    resolver: ResolverIndex
    top: Path
    """What paths are relative to."""
    versioned: bool
    """Whether `top` is a git repository."""
    committed: frozenset[str]
    """The records that bind, because they are committed as they stand; empty where there is no repository."""


def _book(project: Path, folder: Path | None) -> _Book:
    from nova.app import open_app
    from nova.decisions.listing import committed_paths, is_committed, rows_of_folder, rows_of_project, texts_of
    from nova.decisions.resolver import ResolverIndex
    from nova.errors import NotReviewable

    try:
        found = open_app().project(project)
        top, versioned, own = found.path, True, found.decisions
    except NotReviewable:
        if folder is None:
            raise
        top, versioned, own = project.resolve(), False, None
    rows = rows_of_project(top, own) if folder is None else rows_of_folder(folder)
    committed = committed_paths(top) if folder is None else is_committed(folder)
    records = [row.record for row in rows if row.kind == "adr"]
    return _Book(ResolverIndex(records, texts_of(folder or top, records)), top, versioned, committed)


def _say(match: Match, *, loose: bool) -> None:
    from nova.console import plain, say

    ground = match.ground
    marks = [str(match.status), *(["not committed"] if loose else [])]
    say(plain(f"{'governs' if match.certain else 'likely'}  {ground.decision}  {ground.title} ({', '.join(marks)})"))
    say(plain(f"         {ground.why}"))
    if ground.sentence or match.quote:
        say(plain(f"         > {ground.sentence if match.certain else match.quote or ground.sentence}"))
    say(plain(f"         {ground.path}"))
