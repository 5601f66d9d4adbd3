"""One run of a project's pytest suite in the sandbox, and what can be believed of it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from nova.code.modules import is_test
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.sandbox.watching import Stopped

WITNESS = Path(__file__).with_name("witness.py")
STARTER = Path(__file__).with_name("start.py")
OUT = Path("/nova/out")
REPORT_SIZE = 64 << 20
WORST: Final = ("passed", "xpassed", "xfailed", "skipped", "failed", "error", "broken")
RED = frozenset({"failed", "error", "broken"})

CANARY = '''\
import unittest


class NovaCanary(unittest.TestCase):
    def test_must_fail(self):
        self.fail("the canary fails when this run is honest")
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to run."""

    only: tuple[str, ...] = ()
    """Test ids or files, instead of the whole selection."""
    probes: Mapping[str, Sequence[tuple[int, int, int]]] = field(default_factory=dict)
    """Path in the tree -> (probe id, line, column) of statements to watch."""
    first_failure: bool = False
    canary: bool = True
    seconds: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteRun:
    """What one run showed."""

    problem: str = ""
    """Why nothing of it can be believed, one plain line; empty when it can."""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """Test id -> outcome (pytest's words, the worst of its phases). A file that could not be collected is there
    as `broken`. The canary is not. Addresses in ids are written `0x`."""
    hits: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Probe -> raw ids of the tests that reached it, in order; `collect:FILE` and `start` outside of tests."""
    strangers: tuple[str, ...] = ()
    """Modules of the project's packages that were loaded from somewhere else."""
    missing: tuple[str, ...] = ()
    """Modules that the run said it could not import, as plain dotted names."""
    wants: tuple[str, ...] = ()
    """What its tests reached for and the sandbox does not have: the network, a service."""
    stopped: bool = False
    """It ran out of time."""
    spent: bool = False
    """It was the proof's own time that ended: `problem` says so, and nothing is known about the tests."""
    seconds: float = 0.0

    @property
    def red(self) -> tuple[str, ...]:
        return tuple(sorted(test for test, outcome in self.outcomes.items() if outcome in RED))

    @property
    def green(self) -> frozenset[str]:
        return frozenset(self.outcomes) - frozenset(self.red)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """How the tests of one project are run. `run` may be called from several threads."""

    project: Path
    """Where the project lives on this machine; the tree under proof is bound there."""
    interpreter: Interpreter
    sandbox: Sandbox
    options: tuple[str, ...]
    """The operator's arguments that are not paths: `-m`, `not slow`."""
    targets: tuple[str, ...]
    """What is collected: files and folders of the tree, or test ids. Never empty."""
    canary_folder: str
    """Where the canary is put: beside the first tests of the selection, relative to the tree."""
    modules: frozenset[str]
    """Dotted names of the project's own modules."""
    source_layout: bool
    """Its packages lie in `src`."""
    nova: Path = Path("/nova")
    """Where our own files are, as the run sees them."""

    def run(self, tree: Path, request: Request) -> SuiteRun:
        """Run in `tree`, a fresh copy that is spoilt by it. What goes wrong is a `problem`, not an exception."""
        with scratch(tree.parent, "out-") as folder:
            if self.sandbox.moves:
                return self._run(tree, folder, request)
            here = replace(self, project=tree.resolve(), nova=folder.resolve())
            return here._run(here.project, here.nova, request)

    def _run(self, tree: Path, folder: Path, request: Request) -> SuiteRun:
        out, plan, plugin = folder / "out", folder / "plan.json", folder / "plugin"
        out.mkdir()
        plugin.mkdir()
        for ours, name in ((WITNESS, "nova_witness.py"), (STARTER, "nova_start.py")):
            shutil.copyfile(ours, plugin / name)
        canary = self._place_canary(tree) if request.canary else None
        plan.write_text(json.dumps(self._plan(tree, request, canary)), "utf-8")
        key = secrets.token_bytes(32)
        (out / "start.json").write_text(json.dumps(self._start(request, canary, key)), "utf-8")
        ended = self.sandbox.run(self._job(tree, folder, request))
        return self._told(ended, out, canary, request, key)

    def _place_canary(self, tree: Path) -> str:
        """Write a test that must fail beside the first tests of the selection. Its path in the tree."""
        path = os.path.normpath(os.path.join(self.canary_folder, f"test_nova_canary_{secrets.token_hex(6)}.py"))
        (tree / path).write_text(CANARY, "utf-8")
        return path

    def _plan(self, tree: Path, request: Request, canary: str | None) -> dict[str, Any]:
        probes = {str(self.project / path): list(wanted) for path, wanted in request.probes.items()}
        return {"canary": os.path.basename(canary) if canary else "", "probes": probes, "project": str(self.project),
                "inside": self._inside(), "tests": {str(self.project / path): sha for path, sha in _test_texts(tree)},
                "tops": sorted({name.partition(".")[0] for name in self.modules})}

    def _start(self, request: Request, canary: str | None, key: bytes) -> dict[str, Any]:
        """What the run is told and nobody else may read: `start.py` deletes it before the project's first line."""
        wanted = [*(request.only or self.targets), *([canary] if canary else [])]
        return {"key": key.hex(), "paths": [str(self.project), *[str(self.project / "src")] * self.source_layout],
                "arguments": [*_OURS, "--junitxml", str(self.nova / "out" / "junit.xml"),
                              f"--rootdir={self.project}", *(["-x"] if request.first_failure else []),
                              *self.options, *map(_argument, wanted)]}

    def _inside(self) -> list[str]:
        """Environments that lie in the checkout, each with a slash at its end."""
        return [f"{b.target}/" for b in self.interpreter.binds if b.target.is_relative_to(self.project)]

    def _job(self, tree: Path, folder: Path, request: Request) -> Job:
        ours = (Bind(folder / "plugin", self.nova / "plugin"), Bind(folder / "plan.json", self.nova / "plan.json"))
        return Job(
            argv=(str(self.interpreter.python), str(self.nova / "plugin" / "nova_start.py")), folder=self.project,
            seconds=request.seconds, binds=(*self.binds(tree, folder / "out"), *ours),
            environment={"PATH": f"{self.interpreter.python.parent}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                         "PYTHONHASHSEED": "0"})

    def binds(self, tree: Path, out: Path) -> tuple[Bind, ...]:
        """The tree at the project's own path, on top of it an environment that lies inside, and a folder for
        reports."""
        inside = tuple(b for b in self.interpreter.binds if b.target.is_relative_to(self.project))
        outside = tuple(b for b in self.interpreter.binds if b not in inside)
        return (*outside, Bind(tree, self.project, writable=True), *inside,
                Bind(out, self.nova / "out", writable=True))

    def _told(self, ended: Ended, out: Path, canary: str | None, request: Request, key: bytes) -> SuiteRun:
        facts = list(_witnessed(out, key))
        run = SuiteRun(outcomes=_outcomes(facts), hits=_hits(facts), strangers=self._strangers(facts),
                       missing=_missing_modules(ended.output), wants=_wants(ended.output), seconds=ended.seconds,
                       stopped=ended.stopped is Stopped.TIME)
        problem = _stop_reason(ended, request) or (
            _no_report(ended, out, facts) or _tampering(facts) or _canary_problem(run, out, canary))
        mine = {test for test in run.outcomes if canary and os.path.basename(canary) in test}
        return replace(run, problem=problem, outcomes={t: o for t, o in run.outcomes.items() if t not in mine})

    def _strangers(self, facts: list[dict[str, Any]]) -> tuple[str, ...]:
        """Modules of the project that did not come from its tree; an environment inside the checkout is not of it."""
        inside, tree = self._inside(), f"{self.project}/"
        return tuple(sorted({plain(name) for fact in facts for name, file in fact["loaded"].items()
                             if name in self.modules
                             and (not file.startswith(tree) or file.startswith(tuple(inside)))}))


_OURS = ("-p", "nova_witness", "-p", "no:randomly", "-o", "cache_dir=/tmp/nova-pytest-cache",
         "--continue-on-collection-errors")
"""The project's own addopts stay. The cache goes to the sandbox's own /tmp: without the cache plugin, options such
as `--ff` in addopts would be errors. `--rootdir` makes test ids start at the top, wherever pytest.ini lies."""


def _test_texts(tree: Path) -> Iterator[tuple[str, str]]:
    """Paths of the Python files that belong to the suite, each with the digest of its text. No link is followed."""
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), tree)
            if name.endswith(".py") and is_test(path):
                content = read_report(tree / path)
                if content is not None:
                    yield path, hashlib.sha256(content).hexdigest()


def _argument(target: str) -> str:
    """A path or test id that cannot be taken for an option."""
    return f"./{target}" if target.startswith("-") else target


def plain(text: str, most: int = 160) -> str:
    """Text of a project, fit for a line that a person reads: printable, short."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown if len(shown) <= most else shown[:most - 3] + "..."


def settled_id(test: str) -> str:
    """A test id without the memory addresses that some parametrized ids carry."""
    return re.sub(r"0x[0-9a-fA-F]{4,}", "0x", test)


@contextmanager
def scratch(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder for untrusted files, removed at the end whatever was done to it."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Delete a folder that hostile code has written to. What Python cannot, locked folders and endless nesting, the
    system's tools can: they descend without recursion, and from inside, so that no path is too long."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    if folder.exists():
        unlock = ["find", str(folder), "-type", "d", "!", "-perm", "-700", "-execdir", "chmod", "700", "{}", ";"]
        subprocess.run(unlock, env={"PATH": os.defpath}, check=False, capture_output=True)
        subprocess.run(["rm", "-rf", "--", str(folder)], env={"PATH": os.defpath}, check=False, capture_output=True)


def read_report(path: Path) -> bytes | None:
    """A report written by untrusted code: only a regular file of bearable size, and no link."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(number, "rb") as file:
        info = os.fstat(file.fileno())
        return file.read() if stat.S_ISREG(info.st_mode) and info.st_size <= REPORT_SIZE else None


def _witnessed(out: Path, key: bytes) -> Iterator[dict[str, Any]]:
    """What each process of the run wrote at its end; anything unsigned or of another shape is no evidence."""
    for path in sorted(out.glob("witness-*.json")):
        signature, _, content = (read_report(path) or b"").partition(b"\n")
        if not hmac.compare_digest(signature, hmac.new(key, content, "sha256").hexdigest().encode()):
            continue
        try:
            facts = json.loads(content)
        except (ValueError, RecursionError):
            continue
        if _is_witness(facts):
            yield facts


def _is_witness(facts: Any) -> bool:
    def texts(value: Any) -> bool:
        return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())

    return (isinstance(facts, dict) and texts(facts.get("outcomes")) and texts(facts.get("loaded"))
            and all(isinstance(facts.get(key), list) and all(isinstance(name, str) for name in facts[key])
                    for key in ("broken", "rewritten"))
            and isinstance(facts.get("read"), dict)
            and isinstance(facts.get("hits"), list)
            and all(isinstance(h, list) and len(h) == 2 and isinstance(h[0], int) and isinstance(h[1], str)
                    for h in facts["hits"]))


def _outcomes(facts: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact in facts:
        pairs = [(test, outcome if outcome in WORST else "error") for test, outcome in fact["outcomes"].items()]
        for test, outcome in [*pairs, *((name, "broken") for name in fact["broken"])]:
            test = settled_id(test)
            found[test] = max(found.get(test, "passed"), outcome, key=WORST.index)
    return dict(sorted(found.items()))


def _hits(facts: list[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = {}
    for fact in facts:
        for probe, test in fact["hits"]:
            found.setdefault(probe, {})[test] = None
    return {probe: tuple(tests) for probe, tests in sorted(found.items())}


def _missing_modules(output: bytes) -> tuple[str, ...]:
    found = re.findall(rb"ModuleNotFoundError: No module named '([A-Za-z_][\w.]{0,80})'", output)
    return tuple(sorted({name.decode("ascii", "replace") for name in found}))


_WANTED = ((rb"gaierror|[Nn]ame resolution|Network is unreachable", "the network"),
           (rb"ConnectionRefusedError|[Cc]onnection refused", "a service to connect to"))


def _wants(output: bytes) -> tuple[str, ...]:
    return tuple(what for signs, what in _WANTED if re.search(signs, output))


def _stop_reason(ended: Ended, request: Request) -> str:
    if ended.stopped is Stopped.TIME:
        return f"the tests did not end within {request.seconds:.0f} s and were stopped"
    if ended.stopped is Stopped.OUTPUT:
        return "the tests printed more than 64 MB and were stopped"
    if ended.stopped is Stopped.DISK:
        return "the tests filled the disk and were stopped"
    return ""


def _no_report(ended: Ended, out: Path, facts: list[dict[str, Any]]) -> str:
    """Why there is no report at all, from the few phrases of pytest that can be quoted safely."""
    if read_report(out / "junit.xml") is not None and facts:
        return ""
    refused = re.search(rb"unrecognized arguments: ((?:--?[A-Za-z][\w-]{0,40}(?:=\S*)? ?)+)", ended.output)
    if refused:
        options = re.findall(r"--?[A-Za-z][\w-]*", refused.group(1).decode("ascii", "replace"))
        return (f"pytest does not know the project's options {' '.join(options)}: "
                "the interpreter lacks the plugins that its settings ask for")
    if ended.output.startswith(b"bwrap: "):
        return "the sandbox could not be set up for this project: " + plain(ended.output.decode("utf-8", "replace"))
    missing = _missing_modules(ended.output)
    if missing:
        return f"the tests could not start: the interpreter lacks {', '.join(missing[:4])}"
    return f"the test run ended with status {ended.status} before it had written a report"


def _tampering(facts: list[dict[str, Any]]) -> str:
    """What the project's code did to its own judges while they ran."""
    rewritten = sorted({name for fact in facts for name in fact["rewritten"]})
    if rewritten:
        return f"the project's own code replaces {plain(rewritten[0])} while its tests run, so they do not count"
    changed = sorted({path for fact in facts for path, same in fact["read"].items() if not same})
    if changed:
        return f"{plain(os.path.basename(changed[0]))} was rewritten during the run, so its tests do not count"
    return ""


def _canary_problem(run: SuiteRun, out: Path, canary: str | None) -> str:
    """A run in which a failing test does not fail, or is not reported in both places, shows nothing."""
    if canary is None:
        return ""
    name = os.path.basename(canary)
    seen = [outcome for test, outcome in run.outcomes.items() if name in test]
    if not seen:
        return "the canary did not run: a test file put beside the tests was not collected"
    if seen != ["failed"] or not _junit_failed(out, name.removesuffix(".py")):
        return "the canary did not fail: this suite reports success for a test that must fail"
    return ""


def _junit_failed(out: Path, canary: str) -> bool:
    content = read_report(out / "junit.xml") or b""
    if b"<!DOCTYPE" in content[:4096]:
        return False
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, RecursionError):
        return False
    return any(canary in case.get("classname", "") and case.find("failure") is not None
               for case in root.iter("testcase"))
