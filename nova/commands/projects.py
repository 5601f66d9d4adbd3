"""`nova projects` and `nova serve`."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from nova.console import plain, say, tell
from nova.domain.project import Project
from nova.errors import BadInput

projects = typer.Typer(no_args_is_help=True, help="The repositories that Nova watches.")


def add_commands(application: typer.Typer) -> None:
    application.add_typer(projects, name="projects")
    application.command()(serve)


@projects.command()
def add(
    path: Annotated[Path, typer.Argument(help="A git repository, or a folder in one.")],
    name: Annotated[str | None, typer.Option(help="What to call it; else the last part of its address.")] = None,
    python: Annotated[Path | None, typer.Option(help="The interpreter that runs its tests.")] = None,
    tests: Annotated[str | None, typer.Option(help='Arguments for pytest that select the tests a proof runs, '
                                                   'such as "-m \'not slow\' tests".')] = None,
    branch: Annotated[str | None, typer.Option(help="Where approved proposals go; else the branch of HEAD.")] = None,
    decisions: Annotated[str | None, typer.Option(help="The folder of decision records; else found.")] = None,
) -> None:
    """Watch a repository, or change what is set for one. What is not named stays as it was."""
    from nova.app import open_app

    app = open_app()
    project = _with(app.project(path), name, python, tests, branch, decisions)
    app.projects.save(project)
    say(_line(project))
    tell(f"Next: nova review {shlex.quote(str(project.path))}")


@projects.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="As a JSON list.")] = False) -> None:
    """The watched repositories."""
    from nova.app import open_app

    found = open_app().projects.all()
    if as_json:
        say(json.dumps([_data(project) for project in found], indent=2))
        return
    for project in found:
        say(_line(project))
    if not found:
        tell("No project is watched. nova projects add PATH watches one.")


@projects.command()
def remove(name: Annotated[str, typer.Argument(help="Its name, or its path.")]) -> None:
    """Stop watching a repository. Its proposals and answers stay."""
    from nova.app import open_app

    app = open_app()
    project = app.projects.named(name)
    app.projects.remove(project.id)
    say(f"{plain(project.name)} is no longer watched. Its open proposals and all answers stay. "
        f"nova projects add {shlex.quote(str(project.path))} watches it again.")


def serve() -> None:
    """Review every watched project on schedule (weekly by default, UTC) and settle answers, until stopped."""
    import logging
    import sys
    import time

    from nova.app import open_app
    from nova.schedule import Service

    logging.Formatter.converter = time.gmtime
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)sZ  %(message)s",
                        datefmt="%Y-%m-%d %H:%M:%S")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    Service(open_app()).run()


def _with(project: Project, name: str | None, python: Path | None, tests: str | None, branch: str | None,
          decisions: str | None) -> Project:
    """The project with what was named. Raises BadInput for what cannot be right."""
    if python is not None and not python.is_file():
        raise BadInput(f"--python {python}: there is no such file. Name an interpreter, such as .venv/bin/python.")
    if name is not None and not name.strip():
        raise BadInput("--name is empty")
    try:
        arguments = project.tests if tests is None else tuple(shlex.split(tests))
    except ValueError as error:
        raise BadInput(f"--tests {tests}: {error}") from error
    return replace(
        project, name=name or project.name, tests=arguments, branch=branch or project.branch,
        # Made absolute, but links are not followed: a virtual environment's interpreter is one.
        python=project.python if python is None else python.absolute(), decisions=decisions or project.decisions)


def _line(project: Project) -> str:
    tests = None if project.tests is None else shlex.join(project.tests)
    settings = {"python": project.python, "tests": tests, "branch": project.branch, "decisions": project.decisions}
    told = "".join(f"  {key}={value}" for key, value in settings.items() if value is not None)
    return plain(f"{project.name}  {project.path}{told}")


def _data(project: Project) -> dict[str, object]:
    return {"id": project.id, "name": project.name, "path": str(project.path),
            "python": None if project.python is None else str(project.python),
            "tests": None if project.tests is None else list(project.tests),
            "branch": project.branch, "decisions": project.decisions}
