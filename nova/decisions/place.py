"""A request about a place in a checkout: what the file, its module and its commits say of it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from nova.code.git import Git
from nova.decisions.resolver import Request
from nova.errors import BadInput, GitFailed

_LARGEST = 1_000_000
_COMMITS = 200
"""Of those that touched the file, the newest so many are asked for trailers."""
_PYTHON = (".py", ".pyi")
_ABOVE_PACKAGES = ("src", "lib", "python")


def request_at(top: Path, path: str, symbol: str = "", change: str = "", *, committed: bool = True) -> Request:
    """The request about `path`, relative to `top`; where there is no such file only the words speak.

    `committed` says that `top` is a git repository, whose history speaks too. Raises BadInput for a path outside.
    """
    place = (top / path).resolve()
    if not place.is_relative_to(top.resolve()):
        raise BadInput(f"{path} lies outside {top}. Name a path inside, relative to it.")
    path = place.relative_to(top.resolve()).as_posix()
    source = b""
    if place.is_file():
        with place.open("rb") as file:
            source = file.read(_LARGEST)
    return Request(path=path, symbol=symbol, change=change, module=module_at(top, path), source=source,
                   trailers=_trailers(top, path) if committed and place.exists() else "")


def module_at(top: Path, path: str) -> str:
    """The dotted name of a Python file: as far up as there are packages, else of all folders; empty for other files."""
    place = PurePosixPath(path)
    if place.suffix not in _PYTHON:
        return ""
    folders = list(place.parent.parts)
    inside = list[str]()
    while folders and (top.joinpath(*folders) / "__init__.py").is_file():
        inside.insert(0, folders.pop())
    if not inside:
        inside = folders[1:] if folders[:1] and folders[0] in _ABOVE_PACKAGES else folders
    return ".".join(inside if place.stem == "__init__" else [*inside, place.stem])


def _trailers(top: Path, path: str) -> str:
    try:
        return Git(top).text("log", f"-n{_COMMITS}", "--format=%(trailers:only=yes,unfold=yes)", "--", path)
    except GitFailed:
        return ""
