"""The grade, from facts alone. Pure: everything that a grade takes is on this page.

| grade    | takes                                                                                              |
|----------|----------------------------------------------------------------------------------------------------|
| A        | what B takes, and every breakage was noticed, at least MINIMUM of them; a preserving change that      |
|          | brings no text of its own; where its recipe renames what tests name, the base's own tests agreed    |
|          | with an alias as well                                                                               |
| B        | every static check passed; the base suite ran and was honest (canary, report); the head suite has    |
|          | the same tests with outcomes no worse, on modules of this tree; every changed line of code was       |
|          | executed by tests that count; and a breakage made in the changed lines was noticed                   |
| C        | the same checks and suites, and every operation is safe by construction, but no test shows the       |
|          | change at work: it deletes code, or touches annotations and comments                                 |
| unproven | anything failed, anything of this could not be done, or only a test could have told and none did     |

A check that was not run counts as not passed, but for those that a project may have nothing for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.domain.verdict import CheckResult, Grade, Outcome, TestFacts

LINES_EXECUTED, BREAKAGES = "lines-executed", "breakages"
EXERCISE = (LINES_EXECUTED, BREAKAGES)
"""Checks that may say nothing without hiding a failure: without them there is no B."""
REWRITTEN, DIFFERENTIAL = "rewritten-tests", "differential"
OPTIONAL = ("imports", "types", REWRITTEN, DIFFERENTIAL)
"""Checks that a project may have nothing for: no type checker, a script that is no module, no alias that can stand in,
no pure function with types."""
MINIMUM = 5
"""Noticed breakages that grade A takes: tests that notice no more than half of such breakages would notice five of
five in one case of 32, the first count below one in twenty. ADR-0022."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the grade is made from."""

    checks: Sequence[CheckResult]
    """Everything that was checked, suites included, in order."""
    tests: TestFacts | None
    """None: no suite was run to its end."""
    safe: str | None
    """Why the operations are safe by construction, when all of them are."""
    at_most_b: str = ""
    """Why this draft can be no better than B however well it is tested; empty when it can."""
    missing: str = ""
    """Why the suite could not be run, and what to set; empty when it was."""


def graded(facts: Facts) -> tuple[Grade, str]:
    """The grade, and in one line why it is no better."""
    failed = next((check for check in facts.checks if check.outcome is Outcome.FAILED), None)
    if failed is not None:
        return Grade.UNPROVEN, f"{failed.name}: {failed.detail}"
    if facts.missing:
        return Grade.UNPROVEN, facts.missing
    for check in facts.checks:
        if check.outcome is Outcome.NOT_RUN and check.name not in (*EXERCISE, *OPTIONAL):
            return Grade.UNPROVEN, f"{check.name} was not run: {check.detail}"
    if facts.tests is None:
        return Grade.UNPROVEN, "no test was run"
    shortfall = why_not_exercised(facts.tests)
    if not shortfall:
        why = facts.at_most_b or why_not_all_noticed(facts.tests)
        return (Grade.B, why) if why else (Grade.A, "")
    if facts.safe:
        return Grade.C, f"safe by construction ({facts.safe.rstrip('.')}), but {shortfall}"
    return Grade.UNPROVEN, f"{shortfall}, and nothing makes it safe by construction"


def why_not_exercised(tests: TestFacts) -> str:
    """What the tests left open about the changed lines; empty when nothing."""
    if not tests.changed_lines:
        return "it leaves no changed line that a test could execute"
    if tests.executed_lines < tests.changed_lines:
        return f"tests executed {tests.executed_lines} of {tests.changed_lines} changed lines"
    if tests.untried and not tests.noticed:
        return f"the time for breakages was spent before the tests noticed one; {tests.untried} were not tried"
    if not tests.breakages:
        return "no breakage could be made in the changed lines"
    if not tests.noticed:
        return f"the tests noticed none of {tests.breakages} breakages made in the changed lines"
    return ""


def why_not_all_noticed(tests: TestFacts) -> str:
    """What keeps an exercised change from grade A; empty when nothing."""
    if tests.noticed < tests.breakages:
        return f"{tests.breakages - tests.noticed} of {tests.breakages} breakages went unnoticed"
    if tests.untried:
        return f"{tests.untried} breakages were not tried: the time for them was spent"
    if tests.breakages < MINIMUM:
        return f"every breakage noticed, but only {tests.breakages} could be made; A takes {MINIMUM}"
    return ""
