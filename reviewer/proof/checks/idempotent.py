"""Carrying out the recipe a second time changes nothing."""

from __future__ import annotations

from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.drafting import carry_out
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.proof.suite import plain
from reviewer.tree import Tree


class Idempotent:
    """A recipe that would go on changing its own result has not understood what it looks for."""

    name = "idempotent"
    order = 50

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        changed = {change.path: change.after for change in draft.changes.files}
        try:
            again = carry_out(draft.plan.recipe, base.root, base.paths, changed=changed)
        except OperationDeclined:
            return self._result(Outcome.PASSED, "a second run finds nothing left to do")
        except DraftingFailed as error:
            return self._result(Outcome.FAILED, f"a second run fails: {plain(str(error))}")
        if again.files:
            return self._result(Outcome.FAILED, f"a second run changes {plain(again.files[0].path)} again")
        return self._result(Outcome.PASSED, "a second run changes nothing")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


CHECK = Idempotent()
