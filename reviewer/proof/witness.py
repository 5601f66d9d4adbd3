"""A pytest plugin that tells the verifier what a run really did. Standard library only, Python 3.8 and later.

It is bound into the sandbox at /nova/nova_witness.py and loaded with `-p nova_witness`; Nova itself never imports
it. What it writes was written next to the project's code and may be forged by it: the verifier believes it only
together with a canary that failed and a breakage that was noticed.

/nova/plan.json: {"canary": file name, "tops": [top-level modules of the project],
                  "probes": {path: [[id, line, column]]}}
/nova/out/witness-PID.json: {"outcomes": {test id: outcome}, "broken": [files that could not be collected],
                             "loaded": {module: file}, "hits": [[probe id, test id]]}
A probe hit while no test runs has the id `collect:FILE`, or `start`.
"""

from __future__ import annotations

import ast
import builtins
import importlib.machinery
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

OUT = "/nova/out"
WORST = ["passed", "xpassed", "xfailed", "skipped", "failed", "error"]

with open("/nova/plan.json", encoding="utf-8") as _file:
    PLAN = json.load(_file)

outcomes: dict[str, str] = {}
broken: dict[str, None] = {}
hits: dict[tuple[int, str], None] = {}
current = ["start"]


def _hit(probe: int) -> None:
    hits[probe, current[-1]] = None


def _with_probes(tree: ast.Module, wanted: list[tuple[int, int, int]]) -> ast.Module:
    """Put a call before each statement that begins at (line, column). Lines and the file itself stay as they are."""
    places: dict[tuple[int, int], list[int]] = {}
    for probe, line, column in wanted:
        places.setdefault((line, column), []).append(probe)
    for node in list(ast.walk(tree)):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                setattr(node, field, [new for old in body for new in [*_calls(old, places), old]])
    return tree


def _calls(node: ast.AST, places: dict[tuple[int, int], list[int]]) -> list[ast.stmt]:
    where = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    calls: list[ast.stmt] = []
    for probe in places.pop(where, ()):
        call = ast.parse(f"__nova_probe__({probe})").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, node)
        calls.append(call)
    return calls


def _install() -> None:
    """Compile the probed files with their probes, whoever imports them."""
    vars(builtins)["__nova_probe__"] = _hit
    loader = importlib.machinery.SourceFileLoader
    plain = loader.source_to_code

    def source_to_code(self: Any, data: Any, path: Any, *, _optimize: int = -1) -> Any:
        wanted = PLAN["probes"].get(os.path.realpath(os.fsdecode(path)))
        if not wanted:
            return plain(self, data, path, _optimize=_optimize)
        return compile(_with_probes(ast.parse(data), wanted), path, "exec", dont_inherit=True, optimize=_optimize)

    type.__setattr__(loader, "source_to_code", source_to_code)


if PLAN["probes"]:
    _install()


def pytest_configure(config: pytest.Config) -> None:
    """Collect the canary whatever the project calls its test files."""
    if PLAN["canary"]:
        config.addinivalue_line("python_files", PLAN["canary"])


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    current.append("collect:" + collector.nodeid)
    yield
    current.pop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    current.append(item.nodeid)
    yield
    current.pop()


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep the canary whatever `-m` and `-k` say, and run it last so that `--maxfail` does not end the run at it."""
    mine = [item for item in items if PLAN["canary"] and PLAN["canary"] in item.nodeid]
    yield
    items[:] = [item for item in items if item not in mine] + mine


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    expected = hasattr(report, "wasxfail")
    if report.when != "call" and report.outcome == "passed":
        return
    if report.failed:
        outcome = "failed" if report.when == "call" else "error"
    elif report.skipped:
        outcome = "xfailed" if expected else "skipped"
    else:
        outcome = "xpassed" if expected else "passed"
    before = outcomes.get(report.nodeid, "passed")
    outcomes[report.nodeid] = max(outcome, before, key=WORST.index)


@pytest.hookimpl(trylast=True)
def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        broken[report.nodeid] = None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    loaded = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] in PLAN["tops"] and isinstance(file, str):
            loaded[name] = os.path.realpath(file)
    facts = {"outcomes": outcomes, "broken": list(broken), "loaded": loaded, "hits": [list(hit) for hit in hits]}
    with open(os.path.join(OUT, f"witness-{os.getpid()}.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)
