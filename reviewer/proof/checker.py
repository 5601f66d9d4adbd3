"""The project's own mypy, with its own configuration, in the sandbox: its plug-ins are the project's code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir

from nova.domain.snapshot import Snapshot, TreeOid
from reviewer.checker import CheckerNote
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.suite import scratch

OUT = Path("/nova/out")
REPORT_SIZE = 8 << 20
STALE = frozenset({"unused-ignore", "redundant-cast"})
_STALE_FLAGS = ("--warn-unused-ignores", "--warn-redundant-casts")
_FLAGS = ("--no-error-summary", "--show-error-codes", "--no-pretty",
          "--no-color-output", "--hide-error-context", "--no-incremental", "--cache-dir=/dev/null")
_MESSAGE = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):(?:\d+:)? error: (?P<message>.*?)(?:  \[(?P<code>[\w-]+)\])?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mypy:
    """A `TypeChecker`. One report per tree is kept: two rules read it."""

    interpreter: Interpreter
    sandbox: Sandbox
    seconds: float = 300.0
    _known: dict[TreeOid, tuple[CheckerNote, ...] | str] = field(default_factory=dict)

    def report(self, snapshot: Snapshot) -> tuple[CheckerNote, ...] | str:
        """See `TypeChecker`. A run that finds other errors is not believed: then this is not their environment."""
        if snapshot.tree not in self._known:
            self._known[snapshot.tree] = self._why_not() or self._run(snapshot)
        return self._known[snapshot.tree]

    def _why_not(self) -> str:
        return "" if has_mypy(self.interpreter) else f"mypy is not in its environment ({self.interpreter.source})"

    def _run(self, snapshot: Snapshot) -> tuple[CheckerNote, ...] | str:
        project = snapshot.project.path
        with scratch(Path(gettempdir()), "mypy-") as folder:
            out, tree = folder / "out", folder / "tree"
            out.mkdir()
            # A copy, because an environment inside the project needs a folder to be bound on.
            shutil.copytree(snapshot.root, tree, symlinks=True)
            report = run_mypy(self.interpreter, self.sandbox, tree, out, project, flags=_STALE_FLAGS,
                              seconds=self.seconds)
        others = 0 if isinstance(report, str) else sum(note.code not in STALE for note in report)
        if others:
            return f"mypy finds other errors here ({others}), so this is not the environment that the project checks in"
        return report


def has_mypy(interpreter: Interpreter) -> bool:
    return any(interpreter.prefix.glob("lib/python3*/site-packages/mypy/__main__.py"))


def run_mypy(interpreter: Interpreter, sandbox: Sandbox, tree: Path, out: Path, project: Path, *,
             flags: tuple[str, ...] = (), seconds: float) -> tuple[CheckerNote, ...] | str:
    """Every error in `tree`, a fresh copy seen at the project's own path, with the project's own configuration; a
    sentence when it could not be run. `out` is an empty folder."""
    if not sandbox.moves:
        return "this sandbox cannot show the tree at the project's own path"
    inside = tuple(bind for bind in interpreter.binds if bind.target.is_relative_to(project))
    outside = tuple(bind for bind in interpreter.binds if bind not in inside)
    # The report goes to a file: of what is printed only the end is kept.
    write = f'exec "$0" -m mypy "$@" > {OUT}/report 2> {OUT}/errors'
    job = Job(argv=("/bin/sh", "-c", write, str(interpreter.python), *flags, *_FLAGS), folder=project, seconds=seconds,
              environment={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
              binds=(*outside, Bind(tree, project, writable=True), *inside, Bind(out, OUT, writable=True)))
    return _read(sandbox.run(job), out, project)


def _read(ended: Ended, out: Path, project: Path) -> tuple[CheckerNote, ...] | str:
    report = out / "report"
    if ended.stopped is not None:
        return f"mypy was stopped ({ended.stopped})"
    if ended.status not in (0, 1) or not report.is_file() or report.is_symlink():
        return "mypy did not run: its configuration names no files to check, or it cannot be read"
    if report.stat().st_size > REPORT_SIZE:
        return "mypy said too much to be read"
    notes = _notes(report.read_text("utf-8", "replace"), project)
    return tuple(sorted(notes, key=lambda note: (note.path, note.line, note.message)))


def _notes(text: str, project: Path) -> Iterator[CheckerNote]:
    for line in text.splitlines():
        if found := _MESSAGE.match(line):
            path = found["path"].removeprefix(f"{project}/").removeprefix("./")
            yield CheckerNote(path, int(found["line"]), found["code"] or "", found["message"])
