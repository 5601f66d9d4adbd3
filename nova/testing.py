"""For tests: real git repositories in temporary folders, the same on every machine and on every day."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from collections.abc import Mapping
from importlib.metadata import files as files_of
from pathlib import Path

from nova.code.mirror import Mirror
from nova.code.projects import head_branch, identify
from nova.domain.snapshot import Snapshot

Content = str | bytes

_WHO = {"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.com",
        "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.com"}
_DATE = "2026-01-02T03:04:05+00:00"


def repository(folder: Path, files: Mapping[str, Content], *, message: str = "Begin", date: str = _DATE) -> Path:
    """A new repository on branch `main`, with one commit that holds `files`. Gives back the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    _record(folder, files, message, date)
    return folder


def snapshot_of(path: Path, home: Path) -> Snapshot:
    """What Nova sees of the repository at HEAD, with its data under `home`."""
    mirror = Mirror(home, identify(path))
    mirror.update()
    return mirror.snapshot(mirror.resolve("HEAD"), head_branch(path))


def commit(path: Path, files: Mapping[str, Content | None], message: str = "Change", *, date: str = _DATE) -> str:
    """Write `files` (None deletes one), commit them and what is staged, and give back the commit's id."""
    _record(path, files, message, date)
    return git(path, "rev-parse", "HEAD")


def _record(path: Path, files: Mapping[str, Content | None], message: str, date: str) -> None:
    for name, content in files.items():
        write(path, name, content)
    if files:
        git(path, "add", "--all", "--force", "--", *files)
    git(path, "commit", "--quiet", "--allow-empty", "--no-verify", "-m", message, date=date)


def write(folder: Path, name: str, content: Content | None) -> None:
    """Put one file into the working tree, its folders included; None deletes it."""
    place = folder / name
    if content is None:
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())


def git(folder: Path, *args: str, date: str = _DATE, check: bool = True) -> str:
    """Run plain git, away from the settings of whoever runs the tests, and give back what it printed."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment = {**clean, **_WHO, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
                   "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_LITERAL_PATHSPECS": "1",
                   "LC_ALL": "C"}
    settings = ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
    command = ["git", "-C", str(folder), *settings, *args]
    done = subprocess.run(command, env=environment, capture_output=True, check=check)
    return os.fsdecode(done.stdout).strip()


PYTEST = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")


def environment(folder: Path, *more: str) -> Path:
    """A new virtual environment with pytest and what it needs, and no plugin: it starts six times as fast as the one
    that Nova is developed in. `more`: other installed distributions. Gives back its python."""
    venv.create(folder, symlinks=True)
    packages = next((folder / "lib").glob("python3.*")) / "site-packages"
    for file in (file for name in (*PYTEST, *more) for file in files_of(name) or () if ".." not in file.parts):
        place = packages / file
        place.parent.mkdir(parents=True, exist_ok=True)
        _same(Path(str(file.locate())), place)
    return folder / "bin" / "python"


def _same(file: Path, place: Path) -> None:
    try:
        place.hardlink_to(file)
    except OSError:  # another file system
        shutil.copy2(file, place)
