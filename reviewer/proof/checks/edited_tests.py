"""A test file that changes is the base's under the recipe's own renaming."""

from __future__ import annotations

from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.rewritten_tests import edited, rewriting, why_not_counting
from reviewer.proof.suite import plain
from reviewer.tree import Tree

EDITED_TESTS = "edited-tests"


class EditedTests:
    """Refuses any edit of a test file but one: an operation that preserves references renamed what the file names,
    and undoing that gives the base's syntax tree."""

    name = EDITED_TESTS
    order = 55

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        files = edited(draft)
        if not files:
            return self._result(Outcome.PASSED, "no test is edited")
        if why := why_not_counting(draft, base):
            return self._result(Outcome.FAILED, f"{plain(why)}: test files are protected")
        found = rewriting(draft, base)
        told = "" if isinstance(found, str) else found.names.told()
        count = f"{len(files)} test file{'s' * (len(files) > 1)}"
        return self._result(Outcome.PASSED, plain(f"{count} rewritten by the recipe itself; undoing {told} "
                                                  "gives the base's"))

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


CHECK = EditedTests()
