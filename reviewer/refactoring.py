"""A recipe by hand on the working tree: what it would do as a diff, and, when asked, done.

The working tree counts as it is, with what is not committed. Writing touches only files that git can bring back.
"""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nova.code.git import Git
from nova.code.projects import dirty_paths
from nova.errors import BadInput, Refused, UnknownName
from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.recipe import Recipe
from reviewer.drafting import carry_out
from reviewer.operations import operations
from reviewer.recipes import recipe_of

SECONDS = 300.0
"""How long a recipe by hand may take: a person waits, and can stop it."""
_MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Refactored:
    """What a recipe does to the working tree at `top`, and whether it was done."""

    top: Path
    recipe: Recipe
    changes: ChangeSet
    written: bool

    @property
    def undo(self) -> str:
        """The command that takes it back, to be typed in `top`; empty when nothing was written."""
        if not self.written:
            return ""
        created = [change.path for change in self.changes.files if change.before is None]
        others = [change.path for change in self.changes.files if change.before is not None]
        return " && ".join([*([f"git restore -- {shlex.join(others)}"] if others else []),
                            *([f"rm -- {shlex.join(created)}"] if created else [])])

    def to_json(self) -> dict[str, Any]:
        return {"recipe": self.recipe.to_json(),
                "files": [{"path": change.path, "change": _what(change)} for change in self.changes.files],
                "lines_added": self.changes.lines_added, "lines_removed": self.changes.lines_removed,
                "left": [{"path": one.path, "line": one.line, "why": one.why} for one in self.changes.left],
                "patch_sha256": self.changes.patch_sha256, "diff": self.changes.diff(), "written": self.written,
                "undo": self.undo}


def recipe_from(words: Sequence[str]) -> Recipe:
    """The recipe that was typed: a file of JSON, or an operation with its parameters as `name=value`.

    Raises BadInput with what is wrong.
    """
    first, *rest = words
    if first in operations():
        return recipe_of([{"kind": first, **dict(_parameter(first, word) for word in rest)}])
    path = Path(first)
    if not path.is_file():
        if path.suffix == ".json" or "/" in first:
            raise BadInput(f"there is no recipe {first}")
        raise UnknownName("operation", first, operations())
    if rest:
        raise BadInput(f"{first} is a whole recipe; {rest[0]} cannot be added to it")
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{first} is no JSON: {error}") from error
    return recipe_of([read] if isinstance(read, dict) else read, at_most=_MOST_STEPS)


def refactored(top: Path, recipe: Recipe, *, write: bool = False) -> Refactored:
    """What the recipe does to the working tree at `top`; `write`: and do it.

    Raises OperationDeclined when an operation says no, Refused when a file could not be brought back afterwards.
    """
    changes = carry_out(recipe, top, list(working_files(top)), timeout=SECONDS)
    if write and changes.files:
        _check_clean(top, changes)
        for change in changes.files:
            _write(top / change.path, change)
    return Refactored(top, recipe, changes, write and bool(changes.files))


def working_files(top: Path) -> Iterator[str]:
    """The plain files of the working tree that git has or would add, none of them outside of it."""
    inside: dict[str, bool] = {"": True}
    root = os.path.realpath(top)
    for path in dict.fromkeys(Git(top).fields("ls-files", "-z", "--cached", "--others", "--exclude-standard")):
        folder = path.rpartition("/")[0]
        if folder not in inside:
            inside[folder] = os.path.realpath(top / folder) == os.path.join(root, folder)
        if inside[folder] and (top / path).is_file() and not (top / path).is_symlink():
            yield path


def _parameter(kind: str, word: str) -> tuple[str, Any]:
    """`new=place` -> ("new", "place"); what the operation takes as something else than text is read as JSON."""
    name, equals, value = word.partition("=")
    known: Mapping[str, Any] = operations()[kind].parameters["properties"]
    if not equals:
        raise BadInput(f"{word} is no parameter: write name=value")
    if name not in known:
        raise UnknownName("parameter", name, known)
    types = known[name].get("type", "string")
    if types == "string" or (isinstance(types, list) and "string" in types and value != "null"):
        return name, value
    try:
        return name, json.loads(value)
    except ValueError as error:
        raise BadInput(f"{name} is written as JSON, and {value!r} is none") from error


def _check_clean(top: Path, changes: ChangeSet) -> None:
    """Raises Refused unless git has every file exactly as it is now."""
    dirty = dirty_paths(top)
    unsaved = [path for path in changes.paths if path in dirty or any(
        one.endswith("/") and path.startswith(one) for one in dirty)]
    if unsaved:
        raise Refused(f"{_some(unsaved)} {'is' if len(unsaved) == 1 else 'are'} not committed as "
                      f"{'it is' if len(unsaved) == 1 else 'they are'}, so git could not undo the change: commit or "
                      "stash first")
    there = [change.path for change in changes.files if change.before is None and os.path.lexists(top / change.path)]
    if there:
        raise Refused(f"{_some(there)} would be made, and something is there that git ignores")


def _write(path: Path, change: FileChange) -> None:
    """All of the file or nothing of it, with the permissions that it had."""
    if change.after is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode if change.before is not None else None
    if change.before is not None and path.read_bytes() != change.before:
        raise Refused(f"{change.path} was changed meanwhile; start again")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(change.after)
        os.chmod(name, (mode or 0o644) & 0o7777)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _what(change: FileChange) -> str:
    return "created" if change.before is None else "deleted" if change.after is None else "changed"


def _some(paths: Iterable[str]) -> str:
    several = list(paths)
    return ", ".join(several[:3]) + (f" and {len(several) - 3} more" if len(several) > 3 else "")
