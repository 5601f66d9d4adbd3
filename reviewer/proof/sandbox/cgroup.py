"""A control group of its own for each sandbox: how many processes and how much memory it may have, all together.

Groups are made only where nobody else's order is disturbed: below the root of a hierarchy, or in a group that was
delegated to whoever runs Nova (it owns it, or systemd marked it). Version 1 and 2 are known. Each group is a folder
named `nova-...` that its maker holds a lock on: after a kill -9 of Nova the lock is gone, and the next start sweeps.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIX = "nova-"
PATIENCE = 3.0
"""Seconds that killed processes are given to be gone."""
ENTER = 'groups=$1; shift; for group in $groups; do echo 0 > "$group/cgroup.procs" || exit 126; done; exec "$@"'


def entering(groups: Iterable[Path]) -> list[str]:
    """What to put before a command so that it starts in the groups. What goes wrong is said by `nova-group: `."""
    named = " ".join(map(str, groups))
    return ["/bin/sh", "-c", ENTER, "nova-group", named] if named else []


@dataclass(frozen=True, slots=True)
class Controller:
    """One kind of limit, and the files that set it in the two versions. The first file has to be there."""

    name: str
    files: Mapping[int, tuple[str, ...]]


PIDS = Controller("pids", {1: ("pids.max",), 2: ("pids.max",)})
MEMORY = Controller("memory", {1: ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"),
                               2: ("memory.max",)})


@dataclass(frozen=True, slots=True)
class Place:
    """A folder in which groups with this controller may be made."""

    controller: Controller
    folder: Path
    version: int


@contextmanager
def group(limits: Mapping[str, int], places: Iterable[Place] | None = None) -> Iterator[tuple[Path, ...]]:
    """New groups with these limits (controller name -> at most), one for each hierarchy that has them here. They and
    whatever is still in them are gone afterwards. Where nothing can be limited there is no group.

    Raises OSError when a place that was good is so no longer."""
    made: dict[Path, tuple[Path, int]] = {}
    try:
        for place in known_places() if places is None else places:
            if place.folder not in made:
                made[place.folder] = _made(place.folder)
            _limit(made[place.folder][0], place, limits[place.controller.name])
        yield tuple(path for path, _ in made.values())
    finally:
        for path, lock in made.values():
            _remove(path)
            os.close(lock)


@cache
def known_places() -> tuple[Place, ...]:
    """Where groups can be made on this machine; what an earlier Nova left there is swept away first."""
    found = tuple(find_places(Path("/proc/self/cgroup").read_text("utf-8", "replace"),
                              Path("/proc/self/mountinfo").read_text("utf-8", "replace")))
    for folder in {place.folder for place in found}:
        sweep(folder)
    return tuple(place for place in found if _works(place))


def _works(place: Place) -> bool:
    try:
        with group({place.controller.name: 1 << 20}, [place]):
            return True
    except OSError:
        return False


def find_places(memberships: str, mounts: str) -> Iterator[Place]:
    """From the text of /proc/self/cgroup and /proc/self/mountinfo: at most one for each controller."""
    mounted = [_mount(line) for line in mounts.splitlines() if " - cgroup" in line]
    for controller in (PIDS, MEMORY):
        for line in memberships.splitlines():
            _, names, path = line.split(":", 2)
            version = 1 if names else 2
            if (names and controller.name not in names.split(",")) or " " in path:
                continue
            folders = [top / path.lstrip("/") for kind, top, options in mounted
                       if kind == version and (version == 2 or controller.name in options)]
            usable = [place for folder in folders if (place := _usable(controller, folder, version))]
            if usable:
                yield usable[0]
                break


def _mount(line: str) -> tuple[int, Path, list[str]]:
    """Version, mount point and controllers of one line of mountinfo."""
    where, _, what = line.partition(" - ")
    kind, _, options = what.split(" ", 2)
    return 2 if kind == "cgroup2" else 1, Path(where.split()[4]), options.replace(" ", ",").split(",")


def _usable(controller: Controller, own: Path, version: int) -> Place | None:
    """The place for groups of a process that is in `own`. In version 2 a group with processes hands on no controllers,
    so there it is usually a folder above, when that was delegated too."""
    candidates = (own, own.parent) if version == 2 else (own,)
    for folder in candidates:
        if not _is_ours(folder) or not os.access(folder, os.W_OK):
            continue
        if version == 1 or controller.name in _words(folder / "cgroup.subtree_control"):
            return Place(controller, folder, version)
    return None


def _is_ours(folder: Path) -> bool:
    try:
        owner = folder.stat().st_uid
    except OSError:
        return False
    marked = any(_attribute(folder, f"{space}.delegate") == b"1" for space in ("trusted", "user"))
    return may_be_used(owner, os.geteuid(), is_top=not (folder.parent / "cgroup.procs").exists(), marked=marked)


def may_be_used(owner: int, user: int, *, is_top: bool, marked: bool) -> bool:
    """Whether a group may be made in a folder without disturbing a supervisor. Root owns the folders of every service,
    so for root that says nothing, unless nobody can stand above it."""
    return marked or (owner == user and (user != 0 or is_top))


def _attribute(folder: Path, name: str) -> bytes:
    try:
        return os.getxattr(folder, name)
    except OSError:
        return b""


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []


def _made(folder: Path) -> tuple[Path, int]:
    """A new group and the descriptor that holds its lock. A sweeper may have taken the first one: then another."""
    for _ in range(3):
        path = folder / f"{PREFIX}{secrets.token_hex(8)}"
        path.mkdir()
        try:
            return path, _locked(path)
        except OSError:
            continue
    raise OSError(f"no group could be kept in {folder}")


def _locked(path: Path) -> int:
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise
    return number


def _limit(path: Path, place: Place, most: int) -> None:
    for name in place.controller.files[place.version]:
        if (path / name).exists():
            (path / name).write_text(str(most))
    swap = path / "memory.swap.max"
    if place.controller is MEMORY and swap.exists():
        swap.write_text("0")


def sweep(folder: Path) -> None:
    """Remove the groups whose maker is gone, and what lives in them."""
    for path in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = _locked(path)
            _remove(path)
            os.close(lock)


def _remove(path: Path) -> None:
    """End everything in the group, then the group. One that stays is left to the next start."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            path.rmdir()
        if not path.exists():
            return
        _kill(path)
        time.sleep(0.005)


def _kill(path: Path) -> None:
    if (path / "cgroup.kill").exists():
        with contextlib.suppress(OSError):
            (path / "cgroup.kill").write_text("1")
        return
    for word in _words(path / "cgroup.procs"):
        if word != "0":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(word), signal.SIGKILL)
