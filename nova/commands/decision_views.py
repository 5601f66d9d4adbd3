"""The doors `nova decisions graph`, `coverage` and `export`: the records of a project from further away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nova.decisions.coverage import Coverage, Package
    from nova.decisions.workingtree import WorkingTree
    from nova.domain.decision import DecisionBook

_PROJECT = Annotated[Path, typer.Argument(metavar="[PATH]", help="A git repository, or a folder in one.")]
_JSON = Annotated[bool, typer.Option("--json", help="As JSON.")]
_HERE = Path()
_WIDTH = 32


def add_commands(group: typer.Typer) -> None:
    """Add the commands to the group `decisions`."""
    group.command("graph")(graph)
    group.command("coverage")(coverage)
    group.command("export")(export)


def graph(path: _PROJECT = _HERE,
          mermaid: Annotated[bool, typer.Option("--mermaid", help="As Mermaid text.")] = False) -> None:
    """What took the place of what, and what amends what, with each record's status."""
    from nova.console import plain, say, tell
    from nova.decisions.graph import Graph

    book, _ = _read(path)
    drawn = Graph(book.decisions)
    for line in drawn.mermaid() if mermaid else drawn.tree():
        say(plain(line))
    if not mermaid:
        tell(f"{len(book.decisions)} records, {len(book.problems)} more that cannot be read.")


def coverage(path: _PROJECT = _HERE, as_json: _JSON = False) -> None:
    """Code that no accepted record speaks about, by package, and accepted records that speak about no code."""
    from nova.console import plain, say, tell
    from nova.decisions import coverage as covering
    from nova.decisions.treecode import TreeCode

    book, files = _read(path)
    found = covering.coverage(book.accepted, list(files), TreeCode(files))
    if as_json:
        say(json.dumps(_data(found), indent=2))
        return
    for line in _told(found):
        say(plain(line))
    governed, bare = (sum(len(part) for part in parts) for parts in (
        [package.governed for package in found.packages], [package.bare for package in found.packages]))
    tell(f"{governed} of {governed + bare} files ({covering.share(governed, governed + bare)}) are spoken about; "
         "tests are left out. nova decisions for PATH tells by which.")


def export(path: _PROJECT = _HERE,
           import_linter: Annotated[bool, typer.Option("--import-linter", help="As contracts of import-linter.")]
           = False) -> None:
    """The accepted constraints for another tool, and in comments what it cannot say."""
    from nova.console import plain, say
    from nova.decisions.export import contracts
    from nova.decisions.treecode import TreeCode
    from nova.errors import BadInput

    if not import_linter:
        raise BadInput("say for which tool: nova decisions export --import-linter")
    book, files = _read(path)
    for text in contracts(book.accepted, TreeCode(files)):
        for line in text.split("\n"):
            say(plain(line))


def _read(path: Path) -> tuple[DecisionBook, WorkingTree]:
    """The records and files of the working tree around the path."""
    from nova.app import open_app
    from nova.decisions.reader import read_book
    from nova.decisions.workingtree import working_tree

    project = open_app().project(path)
    files = working_tree(project.path)
    return read_book(files, project.decisions), files


def _told(found: Coverage) -> Iterator[str]:
    for package in found.packages:
        yield f"{package.path:<{_WIDTH}} {_figures(package):>9}  {_speakers(package)}{_bare(package)}"
    for decision in found.lost:
        yield f"{decision.id:<{_WIDTH}} names code that is not there: {decision.title}"
    for decision in found.silent:
        yield f"{decision.id:<{_WIDTH}} names no code: {decision.title}"


def _speakers(package: Package) -> str:
    """The records by id; those that hold for a whole top folder are only counted beside others."""
    broad = f"{len(package.broadly)} for all of {package.path.partition('/')[0]}" if package.broadly else ""
    return ", ".join(filter(None, (*package.closely, broad))) or "no decision"


def _figures(package: Package) -> str:
    return f"{len(package.governed)}/{len(package.governed) + len(package.bare)}"


def _bare(package: Package) -> str:
    """The files that are left, when only a few of a package are."""
    if not package.governed or not package.bare:
        return ""
    names = [path.rpartition("/")[2] for path in package.bare]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"; not {', '.join(names[:3])}{more}"


def _data(found: Coverage) -> dict[str, Any]:
    return {
        "packages": [{"path": package.path, "governed": list(package.governed), "without": list(package.bare),
                      "decisions": list(package.closely), "broad_decisions": list(package.broadly)}
                     for package in found.packages],
        "without_code": [{"id": one.id, "path": one.path, "title": one.title} for one in found.lost],
        "naming_no_code": [{"id": one.id, "path": one.path, "title": one.title} for one in found.silent],
    }
