"""The door `nova`: finds every command, turns errors into one sentence and an exit code.

Exit codes: 0 finished, whatever was found; 1 only with --check; 2 not finished.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nova import __version__
from nova.errors import NovaError
from nova.plugins import add_commands as add_plugin_commands

app = typer.Typer(name="nova", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
                  help="Reviews Python repositories; proposes what it can ground, prove and remember.")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"nova {__version__}")
        raise typer.Exit


@app.callback()
def nova(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                               help="Print the version and leave.")] = False) -> None:
    pass


_INTERRUPTED = 130
"""The exit code that Typer makes of Ctrl-C."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. Never returns: it leaves with the exit code, or with KeyboardInterrupt."""
    from nova.commands import agents, chat, decisions, projects, route, traces

    add_plugin_commands(app)
    decisions.add_commands(app)
    projects.add_commands(app)
    agents.add_commands(app)
    route.add_commands(app)
    chat.add_commands(app)
    traces.add_commands(app)
    # A name with undecodable bytes or an odd locale must not end a command that has done its work.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(arguments, prog_name="nova")
    except NovaError as error:
        _leave(str(error))
    except SystemExit as leaving:
        if leaving.code == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


def _leave(message: str) -> None:
    from nova.console import plain

    first, *rest = message.splitlines() or [""]
    print(f"nova: {plain(first)}", file=sys.stderr)
    for line in rest:
        print(f"      {plain(line.strip())}", file=sys.stderr)
    sys.exit(2)
