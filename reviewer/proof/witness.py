"""A pytest plugin that tells the verifier what a run really did. Standard library only, Python 3.8 and later.

It is bound into the sandbox at /nova/plugin/nova_witness.py and loaded with `-p nova_witness`; Nova itself never
imports it. What it writes was written next to the project's code and may be forged by it: the verifier believes it
only when it is signed, and together with a canary that failed and a breakage that was noticed. PYTEST_DONT_REWRITE

/nova/plan.json: {"canary": file name, "tops": [top-level modules of the project], "project": its folder,
                  "inside": [environments in it], "tests": {path: sha256}, "probes": {path: [[id, line, column]]}}
/nova/out/witness-PID.json: its signature, a line break, and
    {"outcomes": {test id: outcome}, "broken": [files that could not be collected],
     "loaded": {module: file}, "hits": [[probe id, test id]], "read": {test file: whether it was the planned text},
     "rewritten": [parts of pytest that the project's code replaced]}
A probe hit while no test runs has the id `collect:FILE`, or `start`.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import hmac
import importlib.machinery
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

NOVA = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(NOVA, "out")
WORST = ["passed", "xpassed", "xfailed", "skipped", "failed", "error"]

with open(os.path.join(NOVA, "plan.json"), encoding="utf-8") as _file:
    PLAN = json.load(_file)

outcomes: dict[str, str] = {}
broken: dict[str, None] = {}
hits: dict[tuple[int, str], None] = {}
_open = open
read: dict[str, bool] = {}
rewritten: dict[str, None] = {}
raised: dict[tuple[str, str], bool] = {}
current = ["start"]
RUNNER = ("_pytest.runner", "_pytest.reports", "_pytest.python", "_pytest.unittest", "_pytest.junitxml",
          "_pytest.terminal", "_pytest.main", "_pytest.nodes", "_pytest.outcomes", "pluggy._callers", "pluggy._hooks",
          "unittest.case", "unittest.result", __name__)
_key = [b""]
_before: dict[tuple[str, str, str], Any] = {}


def begin(key: bytes) -> None:
    """Called before the project's first line: remember how pytest is, and look at what is read from now on."""
    _key[0] = key
    _before.update(_parts())
    sys.addaudithook(_audit)


def _parts() -> dict[tuple[str, str, str], Any]:
    """What decides outcomes: the functions and classes of the modules that run tests, and what the classes hold."""
    found: dict[tuple[str, str, str], Any] = {}
    for name in RUNNER:
        module = sys.modules.get(name)
        for key, value in list(vars(module).items()) if module is not None else ():
            if getattr(value, "__module__", None) == name or (name, key, "") in _before:
                found[name, key, ""] = value
                if isinstance(value, type):
                    found.update({(name, key, inner): part for inner, part in list(vars(value).items())})
    return found


def _audit(event: str, arguments: Any) -> None:
    """No bytecode stands in for the project's source, and test files are what the plan says when they are compiled."""
    if event == "open":
        path = arguments[0]
        if isinstance(path, str) and path.endswith((".pyc", ".pyo")) and _is_of_project(path):
            raise FileNotFoundError(path)
    elif event == "compile":
        source, path = arguments
        if isinstance(source, bytes) and isinstance(path, str) and path in PLAN["tests"]:
            same = hashlib.sha256(source).hexdigest() == PLAN["tests"][path] or _is_marked_piece(source, path)
            read[path] = read.get(path, True) and same


def _is_marked_piece(source: bytes, path: str) -> bool:
    """To mark where a line failed, the interpreter compiles that piece of it under the file's name. Nothing can be
    forged by a piece of one line that stands in the file as it is planned, unless it defines something."""
    if b"\n" in source or source.lstrip().startswith((b"def", b"class", b"async", b"@")):
        return False
    try:
        with _open(path, "rb") as file:
            text = file.read()
    except OSError:
        return False
    return source in text and hashlib.sha256(text).hexdigest() == PLAN["tests"][path]


def _is_of_project(path: str) -> bool:
    path = os.path.abspath(path)
    return path.startswith(PLAN["project"] + os.sep) and not path.startswith(tuple(PLAN["inside"]))


def _look_for_rewriting() -> None:
    """A part that code of the project has replaced. Environments may: plug-ins do, and the base has the same ones."""
    for key, value in _parts().items():
        if value is not _before.get(key) and key[0] and _is_from_project(value):
            rewritten[".".join(filter(None, key))] = None


def _is_from_project(value: Any) -> bool:
    for name in ("__func__", "fget", "__wrapped__"):
        value = getattr(value, name, None) or value
    code = getattr(value, "__code__", None)
    return code is not None and _is_of_project(code.co_filename)


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
    """Collect the canary whatever the project calls its test files. A worker of xdist begins here."""
    if hasattr(config, "workerinput"):
        begin(bytes.fromhex(config.workerinput["nova"]))
    if PLAN["canary"]:
        config.addinivalue_line("python_files", PLAN["canary"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the key on to a worker of xdist."""
    node.workerinput["nova"] = _key[0].hex()


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


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """See for itself whether the test raised: a hook of the project may make any report of it."""
    raised[item.nodeid, call.when] = call.excinfo is not None
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep the canary whatever `-m` and `-k` say, and run it last so that `--maxfail` does not end the run at it."""
    mine = [item for item in items if PLAN["canary"] and PLAN["canary"] in item.nodeid]
    yield
    items[:] = [item for item in items if item not in mine] + mine


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    expected = hasattr(report, "wasxfail")
    overruled = report.outcome == "passed" and raised.get((report.nodeid, report.when), False)
    if report.when != "call" and report.outcome == "passed" and not overruled:
        return
    if len(outcomes) % 16 == 0:
        _look_for_rewriting()
    if report.failed or overruled:
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
    _look_for_rewriting()
    told = json.dumps({"outcomes": outcomes, "broken": list(broken), "loaded": loaded, "read": read,
                       "hits": [list(hit) for hit in hits], "rewritten": list(rewritten)})
    with open(os.path.join(OUT, f"witness-{os.getpid()}.json"), "w", encoding="utf-8") as file:
        file.write(hmac.new(_key[0], told.encode(), "sha256").hexdigest() + "\n" + told)
