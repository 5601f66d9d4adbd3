"""A changed pure function with types gives the same results for the same inputs, before and after."""

from __future__ import annotations

from nova.domain.snapshot import TreeOid
from reviewer.domain.finding import Effect
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.differential import compared, has_hypothesis, pairs_of
from reviewer.proof.runs import Runs
from reviewer.proof.suite import plain
from reviewer.proof.verdict import DIFFERENTIAL


class Differential:
    """In the sandbox, with the hypothesis of the project's own interpreter. A difference fails what preserves."""

    name = DIFFERENTIAL
    order = 30

    def run(self, draft: Draft, head: TreeOid, runs: Runs) -> CheckResult:
        pairs = pairs_of(draft)
        if not pairs:
            return self._result(Outcome.NOT_RUN, "no changed function is pure and typed with builtin types alone")
        if not has_hypothesis(runs.interpreter):
            return self._result(Outcome.NOT_RUN, f"hypothesis is not in its environment ({runs.interpreter.source})")
        found = compared(pairs, head, runs)
        if isinstance(found, str):
            return self._result(Outcome.NOT_RUN, found)
        calls = sum(one.calls for one in found)
        differing = [one for one in found if one.differing]
        if differing:
            one = differing[0]
            told = plain(f"{one.path}: {one.pair.new} differs on {len(one.differing)} of {one.calls} inputs: "
                         f"{one.differing[0]}")
            return self._result(Outcome.FAILED if draft.effect is Effect.PRESERVES else Outcome.PASSED, told)
        if not calls:
            return self._result(Outcome.NOT_RUN, "no call ended in time on both sides")
        count = f"{len(found)} changed function{'s' * (len(found) > 1)}"
        return self._result(Outcome.PASSED, f"{count} gave the same on {calls} inputs")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


IN_SANDBOX = Differential()
