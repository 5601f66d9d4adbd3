"""One run of ruff over the export for every rule that builds on it, with Nova's settings and never the project's."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from nova.code.index import Index
from reviewer.detectors._common import worth_looking
from reviewer.survey import Survey

CHOSEN = ("F401", "F841")
"""What the rules build on. A long list is a trap: every code at once needed 770 MB on one large project."""

BATCH = 400
"""Files for one process, so that its output and its command line stay small."""

SECONDS = 120.0
OLDEST, NEWEST = (3, 7), (3, 14)
"""The Pythons that ruff can be told to aim at."""


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """One thing that ruff saw."""

    path: str
    line: int
    end_line: int
    code: str
    message: str
    noqa_line: int
    """Where a `noqa` for it would stand."""


_seen: WeakKeyDictionary[Index, Mapping[str, tuple[Seen, ...]]] = WeakKeyDictionary()


def seen(survey: Survey, code: str) -> tuple[Seen, ...]:
    """What ruff says of one of the `CHOSEN` codes, `noqa` respected, in files worth looking at; by path and line."""
    if survey.index not in _seen:
        paths = [path for path in survey.index.modules if worth_looking(survey, path)]
        by_code: defaultdict[str, list[Seen]] = defaultdict(list)
        for one in run(survey, paths, CHOSEN):
            by_code[one.code].append(one)
        _seen[survey.index] = {name: tuple(sorted(all_of_it)) for name, all_of_it in by_code.items()}
    return _seen[survey.index].get(code, ())


def run(survey: Survey, paths: Iterable[str], codes: Iterable[str], *, with_noqa: bool = True) -> Iterator[Seen]:
    """What ruff says of these files of the export, in no particular order. `with_noqa` False: as if there were none.

    A file that ruff cannot parse, or a batch that takes too long, says nothing.
    """
    root = survey.snapshot.root
    command = [_ruff(), "check", "--isolated", "--no-cache", "--no-respect-gitignore", "--exit-zero", "--quiet",
               "--output-format", "json", "--select", ",".join(codes), "--target-version", _target(survey)]
    if not with_noqa:
        command.append("--ignore-noqa")
    several = list(paths)
    for start in range(0, len(several), BATCH):
        batch = [str(root / path) for path in several[start:start + BATCH]]
        try:
            done = subprocess.run([*command, "--", *batch], capture_output=True, timeout=SECONDS, check=False, cwd=root)
            rows = json.loads(done.stdout or b"[]")
        except (subprocess.TimeoutExpired, ValueError):
            continue
        yield from (_read(row, root) for row in rows if row["code"] and row["code"] != "invalid-syntax")


@cache
def stable_codes() -> frozenset[str]:
    """Every code that this ruff checks without its preview mode."""
    done = subprocess.run([_ruff(), "rule", "--all", "--output-format", "json"], capture_output=True, check=True)
    return frozenset(rule["code"] for rule in json.loads(done.stdout) if _is_stable(rule))


def _is_stable(rule: Mapping[str, Any]) -> bool:
    status = rule.get("status")
    return not rule.get("preview") and not (isinstance(status, dict) and {"Removed", "Preview"} & status.keys())


def _read(row: Mapping[str, Any], root: Path) -> Seen:
    path = Path(row["filename"]).relative_to(root).as_posix()
    line = row["location"]["row"]
    return Seen(path, line, row["end_location"]["row"], row["code"], row["message"], row.get("noqa_row") or line)


def _target(survey: Survey) -> str:
    major, minor = max(OLDEST, min(survey.conventions.floor or OLDEST, NEWEST))
    return f"py{major}{minor}"


@cache
def _ruff() -> str:
    """The binary of the installed package, never one that happens to be on the path."""
    return str(import_module("ruff").find_ruff_bin())
