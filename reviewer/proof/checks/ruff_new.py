"""No ruff finding that the base did not have."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.suite import plain
from reviewer.tree import Tree

RULES = "F,E7,E9,B,PLE"
"""What points at broken code. Our own list: a project's settings can make ruff read files outside of the tree."""
SECONDS = 60.0


class RuffNew:
    """Counts per rule must not grow in any changed file. ruff reads the bytes from its standard input."""

    name = "ruff"
    order = 40

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        for change in draft.changes.files:
            if change.after is None or not change.path.endswith((".py", ".pyi")):
                continue
            before, after = _counts(change, change.before), _counts(change, change.after)
            if before is None or after is None:
                return self._result(Outcome.NOT_RUN, f"ruff could not read {plain(change.path)}")
            grown = sorted((after - before).items())
            if grown:
                return self._result(Outcome.FAILED, f"{plain(change.path)} gains {grown[0][1]} {grown[0][0]}")
        return self._result(Outcome.PASSED, "nothing new")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def _counts(change: FileChange, content: bytes | None) -> Counter[str] | None:
    """Findings per rule; None when ruff could not tell."""
    if content is None:
        return Counter()
    command = [sys.executable, "-I", "-m", "ruff", "check", "--isolated", "--no-cache", "--quiet",
               "--exit-zero", "--select", RULES, "--output-format", "json", "--stdin-filename", f"./{change.path}", "-"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True, cwd="/", env={})
        return Counter(str(finding.get("code")) for finding in json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError):
        return None


CHECK = RuffNew()
