"""How well records that others wrote are read, and how quickly.

    python -m bench decisions DATA_FOLDER

The folder holds a copy of each repository's records and `index.json`, which says what is true of each file. Whatever
is measured is what `nova decisions list DIR --json` prints. A repository weighs as much as any other, however many
records it has. The exit code is 1 when a figure misses its mark.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean
from typing import Any

MARKS = {"title": 0.99, "status": 0.97, "relations": 0.95, "kind": 1.0}
RECORDS, SECONDS = 1700, 3.0
QUERIES = "bench.decision_queries"
_EDGES = ("superseded_by", "supersedes")

Fact = dict[str, Any]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (folder := Path(arguments[0]).resolve()).is_dir():
        print("python -m bench decisions DATA_FOLDER", file=sys.stderr)
        return 2
    found = measured(folder)
    if (folder / "queries.json").is_file() and find_spec(QUERIES):
        found["queries"] = import_module(QUERIES).measured(folder)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return int(any(found["average"][name] < mark for name, mark in MARKS.items())
               or found["cold"]["seconds"] >= SECONDS)


def measured(folder: Path) -> Fact:
    """The reader's figures."""
    truth = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    repositories = [_repository(folder, [fact for fact in truth if fact["repo"] == name])
                    for name in dict.fromkeys(fact["repo"] for fact in truth)]
    average = {name: round(fmean(row[name] for row in repositories), 4) for name in MARKS}
    return {"average": average, "marks": MARKS, "repositories": repositories,
            "cold": _cold([folder / fact["file"] for fact in truth if fact["kind"] == "adr"])}


def listed(folder: Path) -> dict[str, Fact]:
    """What the command prints for a folder, by path."""
    from nova.decisions.listing import rows_of_folder

    return {row.path: row.to_json() for row in rows_of_folder(folder)}


def _repository(folder: Path, facts: list[Fact]) -> Fact:
    """One repository's shares, and what was missed."""
    first = facts[0]
    rows = listed(folder / first["file"].removesuffix(first["path"]))
    records = [fact for fact in facts if fact["kind"] == "adr"]
    checks = {"title": (_title_misses, records), "status": (_status_misses, records),
              "relations": (_relation_misses, records), "kind": (_kind_misses, facts)}
    misses = {name: [miss for fact in among if (miss := check(fact, rows.get(fact["path"])))]
              for name, (check, among) in checks.items()}
    shares = {name: round(1 - len(misses[name]) / len(among), 4) for name, (_, among) in checks.items()}
    edges = sum(len(fact["truth"][end]) for fact in records for end in _EDGES)
    return {"repository": first["repo"], "records": len(records), **shares, "edges": edges,
            "misses": {name: found for name, found in misses.items() if found}}


def _title_misses(fact: Fact, row: Fact | None) -> str | None:
    """Signs of markup are not compared: the truth has lost some that are part of a name."""
    found, true = (row or {}).get("title", ""), fact["truth"]["title"]
    title, wanted = (re.sub(r"[\s_*`\\]+", "", text) for text in (found, true))
    return None if title == wanted else f"{fact['path']}: {found!r}, not {true!r}"


def _status_misses(fact: Fact, row: Fact | None) -> str | None:
    status = (row or {}).get("status", "not listed")
    wanted = [one or "none" for one in fact["truth"]["status_ok"]]
    return None if status in wanted else f"{fact['path']}: {status}, not {' or '.join(wanted)}"


def _kind_misses(fact: Fact, row: Fact | None) -> str | None:
    """A record that is not listed as one, or another file that is."""
    kind = (row or {}).get("kind", "not listed")
    return None if (kind == "adr") == (fact["kind"] == "adr") else f"{fact['path']}: {kind}, not {fact['kind']}"


def _relation_misses(fact: Fact, row: Fact | None) -> str | None:
    """Both ends of a record's supersessions, neither more nor fewer than are true."""
    truth = fact["truth"]
    for end in _EDGES:
        found = (row or {}).get(end, [])
        optional = truth.get("supersedes_optional") or [] if end == "supersedes" else []
        missing = [edge["ref"] for edge in truth[end] if not any(_means(text, edge) for text in found)]
        surplus = [text for text in found if not any(_means(text, edge) for edge in [*truth[end], *optional])]
        if missing or surplus:
            return f"{fact['path']}: {end} lacks {missing}, has {surplus} too"
    return None


def _means(reference: str, edge: Fact) -> bool:
    """Whether a reference names the record at the end of an edge: its file stem, or its number."""
    from nova.decisions.supersession import number_of

    if reference.casefold() == str(edge["ref"]).casefold():
        return True
    return edge["num"] is not None and number_of(reference) == edge["num"]


def _cold(files: Sequence[Path]) -> Fact:
    """Seconds for a folder of many records, in a process that has read none before: the best of three."""
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as temporary:
        _copies(files, Path(temporary))
        command = [sys.executable, "-m", "nova", "decisions", "list", temporary, "--json"]
        runs = [_timed(command) for _ in range(3)]
    seconds, busy, printed = min(runs)
    return {"records": len(json.loads(printed)), "seconds": round(seconds, 2), "of_processor": round(busy, 2),
            "under": SECONDS}


def _timed(command: Sequence[str]) -> tuple[float, float, bytes]:
    """Seconds that pass, seconds of processor, and what was printed."""
    start, before = time.perf_counter(), os.times()
    printed = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent.parent).stdout
    seconds, after = time.perf_counter() - start, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, busy, printed


def _copies(files: Iterable[Path], folder: Path) -> None:
    for number, file in enumerate(islice(cycle(files), RECORDS), start=1):
        shutil.copyfile(file, folder / f"{number:04d}-{file.stem.lstrip('0123456789-')}{file.suffix}")
