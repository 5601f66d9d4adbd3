"""A person's editor, for one record."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from nova.decisions.edits import checked
from nova.errors import BadInput, RecordError

_COMMENT = re.compile(r"^<!--.*?-->[ \t]*\n?", re.DOTALL | re.MULTILINE)


def edited(text: str) -> tuple[str, str] | None:
    """The record as the person left it, without the hints, and its title; None: they left it as it was, or empty.

    Raises BadInput without an editor or when it fails, RecordError for what cannot be read; the text is then kept in
    a file that the message names.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        raise BadInput("no editor is set: EDITOR=vi nova decisions ... opens one; --title and --outcome need none")
    handle, name = tempfile.mkstemp(prefix="nova-decision-", suffix=".md")
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    _run(command, path)
    after = path.read_text(encoding="utf-8", errors="replace")
    found = _COMMENT.sub("", after).strip()
    if after == text or not found:
        path.unlink()
        return None
    try:
        title = _titled(found + "\n")
    except RecordError as error:
        raise RecordError(str(path), error.line, f"{error.what}. Your text is kept there") from error
    path.unlink()
    return found + "\n", title


def _run(command: str, path: Path) -> None:
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)
    except (OSError, ValueError) as error:
        path.unlink()
        raise BadInput(f"the editor {command!r} cannot be started: {error}") from error
    if done.returncode != 0:
        raise BadInput(f"the editor ended with {done.returncode}, so nothing was written. What it left is in {path}")


def _titled(text: str) -> str:
    """The title of a record that has one. Raises RecordError."""
    record = checked("draft.md", text.encode("utf-8", "replace"))
    if re.search(r"^#[ \t]+\S", text, re.MULTILINE) is None:
        raise RecordError("draft.md", None, "it has no title: a line such as # Keep one door to sqlite3")
    return record.title
