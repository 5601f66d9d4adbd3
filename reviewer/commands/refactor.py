"""The door to recipes by hand: a diff first, and the working tree only when asked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nova.console import plain, say, started_as, styled, tell
from reviewer.commands.catalogue import AsJson

if TYPE_CHECKING:
    from reviewer.refactoring import Refactored

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def refactor(
    what: Annotated[list[str], typer.Argument(
        metavar="RECIPE.json | OPERATION name=value...", help="Steps in a file, or one operation and what it takes.")],
    path: Annotated[Path, typer.Option("--project", help="A folder in the repository; else the current one.")] = Path(
        "."),
    write: Annotated[bool, typer.Option("--write/--diff", help="Change the working tree, or only show how.")] = False,
    as_json: AsJson = False,
) -> None:
    """Carry out a recipe on the working tree: as a diff, or with --write for real. Nothing is proved."""
    from nova.app import open_app
    from reviewer.refactoring import recipe_from, refactored

    done = refactored(open_app().project(path).path, recipe_from(what), write=write)
    if as_json:
        say(json.dumps(done.to_json(), indent=2))
        return
    if not write:
        _show(done.changes.diff())
    _tell_about(done)


def _show(diff: str) -> None:
    """In colour and harmless on a terminal; byte for byte in a pipe, where `git apply` may wait for it."""
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))
        return
    for line in diff.removesuffix("\n").split("\n"):
        say(styled(plain(line), _STYLES.get(line[:1], "")))


def _tell_about(done: Refactored) -> None:
    """What changes and what was left; the diff alone is what a pipe gets."""
    for one in done.changes.left:
        tell(f"left  {plain(str(one))}")
    files = len(done.changes.files)
    if not files:
        tell("Nothing to change.")
        return
    counted = f"{files} file{'s' * (files > 1)}, +{done.changes.lines_added} -{done.changes.lines_removed}"
    if done.written:
        tell(f"Written: {counted}. Nothing was proved: run the tests. To undo it, in {plain(str(done.top))}:")
        tell(f"  {plain(done.undo)}")
    else:
        tell(f"{counted}; nothing is written. {started_as()} refactor ... --write does it.")
