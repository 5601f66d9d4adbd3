"""Where role files are, and how all of them are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from nova.errors import RecordError, UnknownName
from nova.roles.reader import Reading, read
from nova.roles.record import Role

_LARGEST = 256 * 1024


def read_roles(kind: str | None = None) -> list[Role]:
    """Every role that came with this installation, by name. Raises RecordError for the first that cannot be read."""
    readings, errors = collect()
    if errors:
        raise errors[0]
    roles = (reading.role for reading in readings)
    return sorted((role for role in roles if kind in (None, role.kind)), key=lambda role: role.name)


def collect(folder: Path | None = None) -> tuple[list[Reading], list[RecordError]]:
    """What can be read and what cannot, by path, of a folder of roles; None: those of this installation."""
    readings: dict[str, Reading] = {}
    errors: list[RecordError] = []
    for path, entry in _role_files(_own_folder() if folder is None else folder):
        try:
            reading = read(path, _text(path, entry))
            name = reading.role.name
            if name in readings:
                raise RecordError(path, reading.line("name"), f"{readings[name].role.path} is named {name!r} too")
            readings[name] = reading
        except RecordError as error:
            errors.append(error)
    return list(readings.values()), errors


def named(roles: Iterable[Role], name: str) -> Role:
    """Raises UnknownName with the nearest one there is."""
    by_name = {role.name: role for role in roles}
    if name not in by_name:
        raise UnknownName("role", name, by_name)
    return by_name[name]


def _own_folder() -> Traversable:
    packaged = resources.files("nova") / "agents"
    # In a checkout the roles stand beside the packages; only a built wheel holds them inside.
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "agents"


def _role_files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    if not root.is_dir():
        raise UnknownName("folder", str(root))
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith(".md"):
                    yield f"{root.name}/{folder.name}/{entry.name}", entry


def _text(path: str, entry: Traversable) -> str:
    if not entry.is_file():
        raise RecordError(path, None, "it is no file")
    try:
        with entry.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise RecordError(path, None, f"it cannot be opened ({error.strerror})") from error
    if len(content) > _LARGEST:
        raise RecordError(path, None, f"more than {_LARGEST // 1024} KB; a role is a page of text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(path, content[:error.start].count(b"\n") + 1, "not UTF-8") from error
