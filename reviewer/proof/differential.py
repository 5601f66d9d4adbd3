"""Old and new function, called with the same inputs, each in a sandbox of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nova.domain.snapshot import TreeOid
from reviewer.domain.proposal import Draft
from reviewer.operations import renamed_by
from reviewer.proof.exercise import source_changes
from reviewer.proof.pure import Pair, comparable
from reviewer.proof.runs import Runs
from reviewer.proof.sandbox.bubblewrap import Bind, Job
from reviewer.proof.sandbox.interpreter import Interpreter
from reviewer.proof.selection import names_of
from reviewer.proof.suite import OUT, read_report

COMPARING = Path(__file__).with_name("comparing.py")
EXAMPLES = 100
"""For each function."""
AT_MOST = 8
"""Functions of one draft."""
SECONDS = 2.0
"""For all calls on one side; what is not reached by then is not compared."""
STARTING = 20.0
"""For a whole job: Python, hypothesis, and the imports of the modules."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One function, and what became of its calls."""

    path: str
    pair: Pair
    calls: int
    """Calls that ended on both sides."""
    differing: tuple[str, ...]
    """Calls whose outcomes differ, as texts."""


def has_hypothesis(interpreter: Interpreter) -> bool:
    return any(interpreter.prefix.glob("lib/python3*/site-packages/hypothesis/__init__.py"))


def pairs_of(draft: Draft) -> list[tuple[str, Pair]]:
    """The functions that can be compared, each with the path of its module."""
    renames = [renamed_by(step.kind, step.parameters) or {} for step in draft.plan.recipe.steps]
    renamed = {old: new for step in renames for old, new in step.items()}
    found = []
    for change in source_changes(draft.changes.files):
        here = {old.partition("::")[2]: new.partition("::")[2] for old, new in renamed.items()
                if old.partition("::")[0] == new.partition("::")[0] == change.path}
        found += [(change.path, pair) for pair in comparable(change.before or b"", change.after or b"", here)]
    return found[:AT_MOST]


def compared(pairs: Sequence[tuple[str, Pair]], head: TreeOid, runs: Runs) -> list[Compared] | str:
    """What both sides say to the same inputs, or why that cannot be told."""
    plain = [{"path": path, "names": names_of(path, runs.snapshot.files), "positional": pair.positional,
              "by_name": pair.by_name, "inputs": None} for path, pair in pairs]
    inputs = _told(None, plain, runs)
    if inputs is None or not any(inputs):
        return "no inputs could be made up"
    sides = []
    for tree, which in ((runs.snapshot.tree, "old"), (head, "new")):
        wanted = [{**one, "inputs": texts, "function": getattr(pair, which)}
                  for one, texts, (_, pair) in zip(plain, inputs, pairs, strict=True)]
        told = _told(tree, wanted, runs)
        if told is None:
            return f"the {'base' if which == 'old' else 'head'} could not be called"
        sides.append(told)
    return [_side_by_side(path, pair, *one) for (path, pair), *one in zip(pairs, inputs, *sides, strict=True)]


def _side_by_side(path: str, pair: Pair, inputs: Sequence[str], old: Sequence[str], new: Sequence[str]) -> Compared:
    ended = [(text, before, after) for text, before, after in zip(inputs, old, new, strict=False) if before and after]
    return Compared(path, pair, len(ended), tuple(text for text, before, after in ended if before != after))


def _told(tree: TreeOid | None, functions: Sequence[Mapping[str, Any]], runs: Runs) -> list[list[str]] | None:
    """One job. Without a tree it makes inputs up, and nothing of the project is there."""
    project, key = runs.snapshot.project.path, secrets.token_bytes(32)
    with runs.copy(tree) if tree else runs.nothing() as folder:
        out = folder.parent / "out"
        out.mkdir()
        absolute = [{**one, "path": str(project / one["path"])} for one in functions]
        (out / "start.json").write_text(json.dumps({
            "key": key.hex(), "seconds": SECONDS, "examples": EXAMPLES, "functions": absolute,
            "paths": [f"{project}/src", str(project)]}), "utf-8")
        runs.sandbox.run(Job(
            argv=(str(runs.interpreter.python), "/nova/comparing.py"), folder=project, seconds=STARTING,
            environment={"PATH": f"{runs.interpreter.python.parent}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                         "PYTHONHASHSEED": "0", "PYTHONSAFEPATH": "1"},
            binds=(*runs.suite.binds(folder, out), Bind(COMPARING, OUT.parent / "comparing.py"))))
        return _signed(read_report(out / "told.json"), key, len(functions))


def _signed(report: bytes | None, key: bytes, count: int) -> list[list[str]] | None:
    """What was told, when it was signed with this job's key and is of the right shape."""
    signature, _, content = (report or b"").partition(b"\n")
    if not hmac.compare_digest(signature, hmac.new(key, content, hashlib.sha256).hexdigest().encode()):
        return None
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(told, list) and len(told) == count and all(
        isinstance(one, list) and all(isinstance(text, str) for text in one) for one in told)
    return told if fits else None
