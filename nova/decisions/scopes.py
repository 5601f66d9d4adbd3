"""Scopes: which files a constraint or record speaks about.

A pattern with a slash, or that names a Python file, is a glob over paths (`nova/store/**`); any other one is a dotted
module (`nova.store`, which includes what is below it) or a glob over modules (`nova.**`). A leading `!` takes out
again what earlier patterns took in. Patterns are repository text, so matching takes time linear in both lengths
for each segment: no pattern can make a run hang.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from functools import lru_cache


def covers(patterns: Sequence[str], path: str, module: str = "") -> bool:
    """Whether the file at `path`, imported as `module`, is in the scope. An empty scope is the whole project.

    The path read as a module counts too, so `tests` covers `tests/test_x.py` whether or not it is a package.
    """
    if not patterns:
        return True
    inside = patterns[0].startswith("!")
    for pattern in patterns:
        if _matches(pattern.removeprefix("!"), path, module):
            inside = not pattern.startswith("!")
    return inside


def module_matches(pattern: str, module: str) -> bool:
    """Whether a dotted pattern names the module. Without a wildcard it includes everything below."""
    names = _names(module)
    return _segments_match(_pattern_segments(pattern, "."), names) or (
        not _is_glob(pattern) and names[: len(_names(pattern))] == _names(pattern))


def path_matches(pattern: str, path: str) -> bool:
    """Whether a glob over paths takes in `path`. One that ends in a plain name takes in a whole folder too."""
    pattern = pattern.removeprefix("./")
    segments = _pattern_segments(pattern.rstrip("/"), "/")
    if not _is_glob(segments[-1]) and _segments_match((*segments, "**"), tuple(path.split("/"))):
        return True
    return not pattern.endswith("/") and _segments_match(segments, tuple(path.split("/")))


def is_path(pattern: str) -> bool:
    """Whether a scope's pattern speaks about paths, not modules."""
    return "/" in pattern or pattern.endswith((".py", ".pyi")) or pattern == "**"


def as_paths(pattern: str) -> tuple[str, ...]:
    """Globs over paths that take in at least what the pattern does, wherever the package lies in the project."""
    if is_path(pattern) or pattern.startswith("!"):
        return (pattern,)
    folder = "/".join(_pattern_segments(pattern, ".")).removesuffix("/**")
    return (f"**/{folder}.py", f"**/{folder}/**")


def narrowness(pattern: str) -> int:
    """How many plain names a pattern spells out: the more, the less it takes in."""
    return sum(not _is_glob(segment) for segment in re.split(r"[./]", pattern) if segment)


def _matches(pattern: str, path: str, module: str) -> bool:
    if is_path(pattern):
        return path_matches(pattern, path)
    as_module = path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return (module != "" and module_matches(pattern, module)) or module_matches(pattern, as_module)


def _is_glob(text: str) -> bool:
    return any(char in text for char in "*?[")


def _names(module: str) -> tuple[str, ...]:
    return tuple(module.split("."))


@lru_cache(maxsize=4096)
def _pattern_segments(pattern: str, separator: str) -> tuple[str, ...]:
    """The segments; neighbouring `**` are one."""
    segments: list[str] = []
    for segment in pattern.split(separator):
        if segment != "**" or segments[-1:] != ["**"]:
            segments.append(segment)
    return tuple(segments)


@lru_cache(maxsize=4096)
def _segment(pattern: str) -> re.Pattern[str]:
    # fnmatch writes atomic groups, so a segment full of stars does not backtrack.
    return re.compile(fnmatch.translate(pattern))


def _segments_match(pattern: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Match segment by segment; `**` stands for any number of them, none included."""
    reached = {0}
    for part in pattern:
        if part == "**":
            reached = set(range(min(reached), len(names) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(names) and _segment(part).match(names[at])}
        if not reached:
            return False
    return len(names) in reached
