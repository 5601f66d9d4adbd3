"""One worker per project at a time: a file lock that the operating system lets go when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nova.errors import Busy


@contextmanager
def lease(folder: Path, name: str, doing: str, now: datetime) -> Iterator[None]:
    """Hold the lock `name` while the block runs. Raises Busy, with who holds it and since when."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_holder(file.name)) from None
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "doing": doing, "since": now.isoformat(timespec="seconds")}, file)
        file.flush()
        yield


def _holder(path: str) -> str:
    try:
        held = json.loads(Path(path).read_text(encoding="utf-8"))
        return f"process {held['pid']} is {held['doing']} since {held['since']}; wait for it, or stop it"
    except (OSError, ValueError, KeyError):  # the holder is just writing its name
        return "another process is working on this project; wait for it, or stop it"
