"""How dear looking is, as ratios to `ast.parse` of the same files in the same process: machine-independent.

    python -m bench index PATH [PATH ...]

CPU seconds with the garbage collector off and trees dropped, best of three. `detect` is every rule over a warm index;
ruff runs in a process of its own, whose CPU counts too.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nova.code.conventions import read_conventions
from nova.code.history import History
from nova.code.index import build_index
from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.domain.decision import DecisionBook
from nova.ports import Silent
from reviewer.detectors import detectors
from reviewer.survey import Survey
from reviewer.testing import TODAY


def main(paths: list[str]) -> int:
    print(json.dumps({Path(path).name: measured(Path(path)) for path in paths}, indent=2))
    return 0


def measured(path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder:
        home = Path(folder)
        mirror = Mirror(home, identify(path))
        mirror.update()
        snapshot = mirror.snapshot(mirror.resolve("HEAD"), None)
        sources = [snapshot.read(name) for name, file in snapshot.files.items() if file.is_python]
        parse = cpu(lambda: [parsed(source) for source in sources])
        caches = iter(range(9))
        cold = cpu(lambda: build_index(snapshot, home / f"cold{next(caches)}", Silent()))
        warm = cpu(lambda: build_index(snapshot, home / "cold0", Silent()))
        survey = Survey(snapshot=snapshot, index=build_index(snapshot, home / "cold0", Silent()),
                        conventions=read_conventions(snapshot), history=History(mirror.git, snapshot.commit),
                        decisions=DecisionBook(folder=None), today=TODAY)
        each = {name: cpu(lambda rule=rule: list(rule.find(survey)), times=1) for name, rule in detectors().items()}
        return {
            "files": len(sources),
            "ast_parse_seconds": round(parse, 3),
            "index_cold": round(cold / parse, 2),
            "index_warm": round(warm / parse, 2),
            "detect": round(sum(each.values()) / parse, 2),
            "rules": {name: round(seconds / parse, 2) for name, seconds in each.items()},
        }


def parsed(source: bytes) -> None:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass


def cpu(work: Callable[[], Any], times: int = 3) -> float:
    """CPU seconds of this process and those it waited for, the best of `times`."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        gc.disable()
        before = os.times()
        work()
        after = os.times()
        gc.enable()
        best = min(best, sum(after[:4]) - sum(before[:4]))
    return best
