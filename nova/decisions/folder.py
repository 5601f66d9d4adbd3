"""The folder of records in a working tree: where it is, whose turn it is, which number comes next, how files get in."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nova.decisions.reader import ENDINGS, FOLDERS, find_folder
from nova.decisions.supersession import number_of
from nova.decisions.workingtree import working_tree
from nova.errors import Busy, Refused

_WAIT = 20.0
"""Seconds for which a change to the records waits until another one is done."""
_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}


def put(path: Path, content: bytes) -> None:
    """Write the whole file or nothing. A new one never takes the place of another."""
    if not path.exists():
        with path.open("xb") as file:
            file.write(content)
        return
    beside = path.with_name(f".{path.name}.nova")
    beside.write_bytes(content)
    shutil.copymode(path, beside)
    beside.replace(path)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the folder itself: a number is never given twice, whatever data folder the other Nova has."""
    handle = os.open(place, os.O_RDONLY)
    deadline = time.monotonic() + _WAIT
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(f"another process is changing the records in {place}; wait for it, or stop it"
                               ) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def folder_in(repository: Path, folder: str | None) -> Path:
    """The folder of records in the working tree. Raises Refused when it is not really inside the repository."""
    top = repository.resolve()
    name = folder or find_folder(working_tree(top)) or FOLDERS[0]
    place = top / name
    if not place.resolve().is_relative_to(top) or place.resolve() != place:
        raise Refused(f"{name} is not a plain folder of {repository}; records are written only inside the repository")
    if place.exists() and not place.is_dir():
        raise Refused(f"{name} is a file, and the records would be a folder of that name")
    return place


def next_number(folder: Path) -> tuple[int, int]:
    """The number after the highest one in use, and how many digits the folder's names have."""
    stems = [path.stem for path in folder.rglob("*") if path.suffix.lower() in ENDINGS] if folder.is_dir() else []
    numbered = [(number, stem) for stem in stems if (number := number_of(stem)) is not None and number < 100_000]
    widths = [len(match[1]) for _, stem in numbered if (match := re.match(r"(\d+)-", stem))]
    return max((number for number, _ in numbered), default=0) + 1, max(widths, default=4)


def commit(paths: Iterable[Path], repository: Path, message: str) -> None:
    """Commit just these files, as the person whose git this is; hooks stay off and nothing else is taken along."""
    from nova.code.git import Git

    git = Git(repository)
    given = {str(path.relative_to(repository)): path for path in paths}
    known = git.run("ls-files", "-z", "--", *given, env=_LITERAL).decode("utf-8", "replace").split("\0")
    names = [name for name, path in given.items() if path.exists() or name in known]
    git.run("add", "--", *names, env=_LITERAL)
    git.run("commit", "--quiet", "--only", "-m", message, "--", *names, env=_LITERAL)


def undoing(created: Iterable[Path], changed: Iterable[Path], top: Path) -> list[str]:
    """How what was written is undone with git, one line each. A file that git does not hold cannot be restored."""
    from nova.code.git import Git

    def named(paths: Iterable[Path]) -> list[str]:
        return [path.relative_to(top).as_posix() for path in paths]

    new, old = named(created), named(changed)
    held = set(Git(top).run("ls-files", "-z", "--", *old, env=_LITERAL).decode("utf-8", "replace").split("\0"))
    lines = []
    if [name for name in old if name in held]:
        lines.append(f"Undo (back to what git holds): git restore -- {' '.join(n for n in old if n in held)}")
    if new:
        lines.append(f"{'And' if lines else 'Undo'}: git clean -f -- {' '.join(new)}")
    if [name for name in old if name not in held]:
        lines.append(f"Git does not hold {', '.join(n for n in old if n not in held)}, so that is undone by hand.")
    return lines
