"""Every changed module that could be imported on the base can be imported on the head."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from nova.domain.snapshot import TreeOid
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.exercise import source_changes
from reviewer.proof.runs import Runs
from reviewer.proof.sandbox.bubblewrap import Bind, Job
from reviewer.proof.selection import names_of
from reviewer.proof.suite import plain, read_report

IMPORTING = Path(__file__).parents[1] / "importing.py"
AT_MOST = 40
"""Modules of one draft."""
SECONDS = 20.0
"""For each; a project whose whole suite takes little gets no more than that may."""


class Imports:
    """In the sandbox, one process for each module. The base is asked only about those that fail on the head."""

    name = "imports"
    order = 10

    def run(self, draft: Draft, head: TreeOid, runs: Runs) -> CheckResult:
        paths = [change.path for change in source_changes(draft.changes.files)
                 if change.before is not None and not change.path.endswith("/__main__.py")][:AT_MOST]
        if not runs.sandbox.moves:
            return self._result(Outcome.NOT_RUN, "this sandbox cannot show the tree at the project's own path")
        if not paths:
            return self._result(Outcome.NOT_RUN, "it leaves no changed module")
        after = imported(runs, head, paths)
        failing = [path for path in paths if after.get(path, "no report")]
        before = imported(runs, runs.snapshot.tree, failing) if failing else {}
        lost = [path for path in failing if before.get(path) == ""]
        if lost:
            why = after.get(lost[0], "no report")
            return self._result(Outcome.FAILED, f"{plain(lost[0])} can no longer be imported ({why})")
        if len(failing) == len(paths):
            return self._result(Outcome.NOT_RUN, f"{plain(failing[0])} cannot be imported by itself on the base "
                                                 f"either ({before.get(failing[0], 'no report')})")
        count = len(paths) - len(failing)
        aside = f", {len(failing)} could not on the base either" if failing else ""
        return self._result(Outcome.PASSED, f"{count} changed module{'s' * (count > 1)} imported{aside}")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def imported(runs: Runs, tree: TreeOid, paths: Sequence[str]) -> Mapping[str, str]:
    """Path -> "" when its module could be imported from this tree, else why not in a word. The module may forge it."""
    project, interpreter = runs.snapshot.project.path, runs.interpreter
    wanted = [[path, names_of(path, runs.snapshot.files)] for path in paths]
    each = min(SECONDS, runs.allowed())
    seconds = runs.left(each * (len(paths) + 1))
    with runs.copy(tree) as folder:
        out, plan = folder.parent / "out", folder.parent / "plan.json"
        out.mkdir()
        plan.write_text(json.dumps({"modules": wanted, "seconds": each}), "utf-8")
        runs.sandbox.run(Job(
            argv=(str(interpreter.python), "/nova/importing.py"), folder=project, seconds=seconds,
            environment={"PATH": f"{interpreter.python.parent}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                         "PYTHONHASHSEED": "0", "PYTHONPATH": f"{project}/src:{project}"},
            binds=(*runs.suite.binds(folder, out), Bind(IMPORTING, Path("/nova/importing.py")),
                   Bind(plan, Path("/nova/plan.json")))))
        return _told(read_report(out / "imported.json"))


def _told(report: bytes | None) -> Mapping[str, str]:
    try:
        facts = json.loads(report or b"{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(facts, dict):
        return {}
    return {path: why if re.fullmatch(r"[\w ]{0,60}", why) else "error" for path, why in facts.items()
            if isinstance(why, str)}


IN_SANDBOX = Imports()
