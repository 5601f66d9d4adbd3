"""What a person sees on a terminal, and what a pipe gets: results on stdout, progress on stderr."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from nova.clock import Stopwatch

if TYPE_CHECKING:
    from rich.status import Status

_A_WHILE = 10.0
"""Seconds without a line after which a pipe is told that work goes on."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str) -> str:
    """`text` on one line with nothing that a terminal would act on: escapes, newlines and invisible or
    bidirectional characters are shown as Python would write them."""
    return "".join(char if unicodedata.category(char) not in _HIDDEN else
                   char.encode("unicode_escape", "surrogatepass").decode("ascii") for char in text)


def say(line: str = "") -> None:
    """One line of result on stdout, as it is. Text from a project goes through `plain` first."""
    print(line)


def tell(line: str = "") -> None:
    """One line for the person on stderr."""
    print(line, file=sys.stderr, flush=True)


def styled(text: str, style: str) -> str:
    """`text` with a rich style on a terminal, as it is in a pipe. Never reads markup in `text`."""
    if not sys.stdout.isatty():
        return text
    from rich.console import Console
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        return text
    with console.capture() as capture:
        console.print(Text(text, style=style), end="", soft_wrap=True)
    return capture.get()


class TerminalProgress:
    """Fills nova.ports.Progress: a live line on a terminal, finished lines when piped. Used as a context manager."""

    def __init__(self, quiet: bool = False) -> None:
        from rich.console import Console

        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False)
        self._status: Status | None = None
        self._stage = ""
        self._told = Stopwatch()

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._stop()

    def stage(self, name: str, doing: str = "") -> None:
        self._stage, self._told = name, Stopwatch()
        self._show(doing)

    def step(self, done: int, of: int, doing: str = "") -> None:
        filled = round(20 * done / of) if of else 20
        shown = doing.strip() and f"   {doing}"
        if self._console.is_terminal:
            self._show(f"[{'#' * filled}{'-' * (20 - filled)}]  {done} of {of}{shown}")
        elif not self._quiet and self._told.seconds > _A_WHILE:
            self._told = Stopwatch()
            tell(f"  {self._stage:<10} {done} of {of}{plain(shown)}")

    def finish(self, name: str, result: str, seconds: float) -> None:
        self._stop()
        if not self._quiet:
            tell(f"  {name:<10} {plain(result):<58} {seconds:>6.1f} s")

    def note(self, text: str) -> None:
        if not self._quiet:
            self._stop()
            tell(f"  {plain(text)}")

    def _show(self, doing: str) -> None:
        if self._quiet or not self._console.is_terminal:
            return
        from rich.text import Text

        line = Text(f"{self._stage:<10} {plain(doing)}")
        if self._status is None:
            self._status = self._console.status(line, spinner="line")
            self._status.start()
        else:
            self._status.update(line)

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def started_as() -> str:
    """The command as it was typed, for hints that can be copied: `nova`, `.venv/bin/nova`, `python -m nova`."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return "python -m nova"
    found = shutil.which(program.name)
    return program.name if found and Path(found).absolute() == program.absolute() else str(program)
