"""Which tests a proof runs, and which modules are the project's own: read from settings and paths, as data."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nova.code.modules import is_test

TAKES_VALUE = ("-k", "-m", "-o", "-p", "-W", "-n", "--deselect", "--ignore", "--ignore-glob")
NOT_IMPORTED = frozenset({"setup", "conftest", "noxfile", "tasks", "fabfile", "conf"})
"""Modules that a project has for its tools; many projects have one of the same name."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What pytest is told to collect."""

    options: tuple[str, ...]
    targets: tuple[str, ...]
    """Paths and test ids relative to the top; never empty."""
    canary_folder: str


def select(root: Path, files: Iterable[str], tests: Sequence[str] | None, testpaths: Sequence[str]) -> Selection:
    """The operator's arguments where there are any, else the project's `testpaths`, else everything.

    `root` is the tree as exported, `files` its paths. Options without a path select from the project's own paths.
    """
    options, targets = _sorted_out(root, _without_command(tests or ()))
    targets = targets or _existing(root, testpaths) or ["."]
    return Selection(tuple(options), tuple(targets), _first_test_folder(targets[0], files))


def own_modules(files: Iterable[str]) -> frozenset[str]:
    """Dotted names under which the project's files are imported: by their packages, and by their path from the top
    or from `src` where folders are namespace packages. Tests and tools' files are left out."""
    paths = [path for path in files if path.endswith(".py") and not is_test(path)]
    packages = {os.path.dirname(path) for path in paths if path.endswith("/__init__.py")}
    names: set[str] = set()
    for path in paths:
        whole = _dotted(path.removeprefix("src/"))
        names |= {whole, _dotted(path[len(_above_package(path, packages)):])}
    return frozenset(name for name in names if re.fullmatch(r"\w+(\.\w+)*", name) and name not in NOT_IMPORTED)


def names_of(path: str, files: Iterable[str]) -> tuple[str, ...]:
    """Dotted names under which one file may be imported, the likeliest first."""
    packages = {os.path.dirname(one) for one in files if one.endswith("/__init__.py")}
    names = (_dotted(path[len(_above_package(path, packages)):]), _dotted(path.removeprefix("src/")))
    return tuple(name for name in dict.fromkeys(names) if re.fullmatch(r"\w+(\.\w+)*", name))


def has_source_layout(files: Iterable[str]) -> bool:
    """Whether packages lie in `src`, which is no package itself."""
    in_source = [path for path in files if path.startswith("src/") and path.endswith(".py")]
    return bool(in_source) and "src/__init__.py" not in in_source


def _without_command(tests: Sequence[str]) -> Sequence[str]:
    """`pytest -m fast` and `python -m pytest -m fast` select the same as `-m fast`."""
    for command in (("pytest",), ("python", "-m", "pytest"), ("python3", "-m", "pytest")):
        if tuple(tests[:len(command)]) == command:
            return tests[len(command):]
    return tests


def _sorted_out(root: Path, arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    options: list[str] = []
    targets: list[str] = []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        is_value = before in TAKES_VALUE
        if not is_value and not argument.startswith("-") and _existing(root, [argument.partition("::")[0]]):
            targets.append(argument)
        else:
            options.append(argument)
    return options, targets


def _existing(root: Path, patterns: Sequence[str]) -> list[str]:
    """Paths of the tree that the patterns name; nothing outside of it."""
    safe = [pattern for pattern in patterns if pattern and not os.path.isabs(pattern)
            and ".." not in PurePosixPath(pattern).parts]
    return [path for pattern in safe for path in sorted(glob.glob(pattern, root_dir=root, recursive=True))]


def _first_test_folder(target: str, files: Iterable[str]) -> str:
    """The folder of the first test file under the target, the topmost first: one further down may be left out of
    collection, and then pytest leaves out a file named in it as well when it is given the folder above, too."""
    top = os.path.normpath(target.partition("::")[0])
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        name = os.path.basename(path)
        under = top == "." or path == top or path.startswith(top + "/")
        if under and name.endswith(".py") and (path == top or name.startswith("test_") or name.endswith("_test.py")):
            return os.path.dirname(path) or "."
    return top if not top.endswith(".py") else os.path.dirname(top) or "."


def _above_package(path: str, packages: set[str]) -> str:
    """What of the path lies above its outermost package, with the slash at its end."""
    folder = os.path.dirname(path)
    while folder in packages:
        folder = os.path.dirname(folder)
    return f"{folder}/" if folder else ""


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
