"""No secret in the new text that the base did not hold."""

from __future__ import annotations

from nova.secrets import secrets_in
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks._text import decoded
from reviewer.proof.suite import plain
from reviewer.tree import Tree


class SecretsNew:
    """By the patterns of Nova's one filter. A secret that was there already may move between changed files."""

    name = "secrets"
    order = 32

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        files = draft.changes.files
        known = {value for change in files for _, value in secrets_in(decoded(change.path, change.before))}
        for change in files:
            new = sorted(kind for kind, value in secrets_in(decoded(change.path, change.after)) if value not in known)
            if new:
                return CheckResult(name=self.name, outcome=Outcome.FAILED,
                                   detail=f"{plain(change.path)} gains a secret ({new[0]})")
        return CheckResult(name=self.name, outcome=Outcome.PASSED, detail="none added")


CHECK = SecretsNew()
