"""Whether the resolver finds the record that governs a change, and nothing where none does.

    python -m bench decision_queries DATA_FOLDER

The changes with their records are `queries.json` of the data folder; `bench/ungoverned.json` adds forty that no record
governs. Asked as a stranger's would be: the records' folder, no tree of code. Milliseconds are those of a query against
1,000 records, made of all records of the data folder over and over under other names.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from nova.decisions.listing import rows_of_folder, texts_of
from nova.decisions.resolver import Request, ResolverIndex, resolve

UNGOVERNED = Path(__file__).parent / "ungoverned.json"
TOP = 3
MANY = 1000
_SORTS = {"described-change": "described", "generic-refactor": "rule_style"}


def main(arguments: list[str]) -> int:
    print(json.dumps(measured(Path(arguments[0])), indent=2))
    return 0


def measured(folder: Path) -> dict[str, Any]:
    """`folder` is the data folder of records: it holds `queries.json` and a folder for each repository."""
    data = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    ungoverned = json.loads(UNGOVERNED.read_text(encoding="utf-8"))["queries"]
    indexes = {repository: _index(folder / place) for repository, place in data["dirs"].items()}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for query in (*data["queries"], *ungoverned):
        sort = _SORTS[query["style"]] if query["expected"] else "ungoverned"
        found[sort].append({"id": query["id"], "expected": query["expected"], "given": _given(indexes, query)})
    return {**{sort: _found(found[sort]) for sort in _SORTS.values()}, "ungoverned": _false(found["ungoverned"]),
            "speed": _speed(folder, [_request(query) for query in data["queries"]])}


def _index(folder: Path) -> ResolverIndex:
    records = [row.record for row in rows_of_folder(folder) if row.kind == "adr"]
    return ResolverIndex(records, texts_of(folder, records))


def _request(query: dict[str, Any]) -> Request:
    return Request(path=query["path"], symbol=query["symbol"] or "", change=query["query"])


def _given(indexes: dict[str, ResolverIndex], query: dict[str, Any]) -> list[str]:
    """The file stems of the records given, best first."""
    return [PurePosixPath(match.ground.path).stem for match in resolve(indexes[query["repo"]], _request(query))]


def _found(rows: list[dict[str, Any]]) -> dict[str, Any]:
    missed = [row for row in rows if not set(row["expected"]) & set(row["given"][:TOP])]
    first = sum(row["given"][:1] != [] and row["given"][0] in row["expected"] for row in rows)
    return {"queries": len(rows), "in_top_3": len(rows) - len(missed), "first": first,
            "percent": round(100 * (len(rows) - len(missed)) / max(len(rows), 1), 1), "missed": missed}


def _false(rows: list[dict[str, Any]]) -> dict[str, Any]:
    wrong = [row for row in rows if row["given"]]
    return {"queries": len(rows), "false": len(wrong), "percent": round(100 * len(wrong) / max(len(rows), 1), 1),
            "wrongly": [{"id": row["id"], "given": row["given"]} for row in wrong]}


def _speed(folder: Path, requests: list[Request]) -> dict[str, Any]:
    records = [row.record for row in rows_of_folder(folder) if row.kind == "adr"]
    texts = texts_of(folder, records)
    many = [replace(record, path=f"{turn}/{record.path}") for turn in range(-(-MANY // max(len(records), 1)))
            for record in records][:MANY]
    start = time.perf_counter()
    index = ResolverIndex(many, {record.path: texts[record.path.partition("/")[2]] for record in many})
    built = time.perf_counter() - start
    took = []
    for request in requests:
        start = time.perf_counter()
        resolve(index, request)
        took.append(1000 * (time.perf_counter() - start))
    return {"records": len(many), "index_seconds": round(built, 2), "median_ms": round(statistics.median(took), 1),
            "p95_ms": round(sorted(took)[int(0.95 * len(took))], 1), "worst_ms": round(max(took), 1)}
