"""What each grade takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewer.domain.verdict import CheckResult, Grade, Outcome
from reviewer.domain.verdict import TestFacts as SuiteFacts
from reviewer.proof.breakages import MOST
from reviewer.proof.verdict import BREAKAGES, LINES_EXECUTED, MINIMUM, Facts, graded

PASSED = CheckResult(name="parses", outcome=Outcome.PASSED)
SHOWN = SuiteFacts(before=9, after=9, changed_lines=2, executed_lines=2, breakages=3, noticed=1)
BEST = Facts(checks=[PASSED], tests=SHOWN, safe=None)


def test_executed_lines_and_one_noticed_breakage_make_a_b() -> None:
    assert graded(BEST)[0] is Grade.B


ALL = replace(SHOWN, breakages=MINIMUM, noticed=MINIMUM)


def test_every_breakage_noticed_and_enough_of_them_make_an_a() -> None:
    assert graded(replace(BEST, tests=ALL)) == (Grade.A, "")


@pytest.mark.parametrize(("tests", "why"), [
    (replace(ALL, noticed=MINIMUM - 1), "1 of 5 breakages went unnoticed"),
    (replace(ALL, untried=1), "1 breakages were not tried: the time for them was spent"),
    (replace(ALL, breakages=MINIMUM - 1, noticed=MINIMUM - 1), "only 4 could be made; A takes 5"),
])
def test_one_less_is_a_b_and_says_why(tests: SuiteFacts, why: str) -> None:
    grade, reason = graded(replace(BEST, tests=tests))
    assert grade is Grade.B
    assert why in reason


def test_some_drafts_are_never_above_b() -> None:
    assert graded(replace(BEST, tests=ALL, at_most_b="it changes behaviour")) == (Grade.B, "it changes behaviour")


def test_half_blind_tests_rarely_notice_that_many() -> None:
    assert 0.5 ** MINIMUM < 0.05 < 0.5 ** (MINIMUM - 1)
    assert MOST > MINIMUM


def test_a_project_without_a_type_checker_loses_no_grade() -> None:
    silent = CheckResult(name="types", outcome=Outcome.NOT_RUN, detail="none is set up")
    assert graded(replace(BEST, checks=[PASSED, silent], tests=ALL))[0] is Grade.A


@pytest.mark.parametrize(("tests", "why"), [
    (replace(SHOWN, executed_lines=1), "tests executed 1 of 2 changed lines"),
    (replace(SHOWN, noticed=0), "noticed none of 3 breakages"),
    (replace(SHOWN, breakages=0, noticed=0), "no breakage could be made"),
    (replace(SHOWN, breakages=1, noticed=0, untried=5), "the time for breakages was spent"),
    (replace(SHOWN, changed_lines=0, executed_lines=0), "no changed line"),
])
def test_what_no_test_shows_needs_an_argument(tests: SuiteFacts, why: str) -> None:
    grade, reason = graded(replace(BEST, tests=tests))
    assert grade is Grade.UNPROVEN
    assert why in reason
    grade, reason = graded(replace(BEST, tests=tests, safe="Nothing reads it."))
    assert grade is Grade.C
    assert why in reason
    assert "Nothing reads it" in reason


def test_a_failed_check_outweighs_everything() -> None:
    failed = CheckResult(name="ruff", outcome=Outcome.FAILED, detail="m.py gains 1 F821")
    grade, why = graded(replace(BEST, checks=[PASSED, failed], safe="Nothing reads it."))
    assert (grade, why) == (Grade.UNPROVEN, "ruff: m.py gains 1 F821")


def test_without_a_suite_nothing_is_proven_even_when_safe() -> None:
    grade, why = graded(Facts(checks=[PASSED], tests=None, safe="Nothing reads it.", missing="no sandbox: install it"))
    assert (grade, why) == (Grade.UNPROVEN, "no sandbox: install it")


def test_a_check_that_was_not_run_does_not_count_as_passed() -> None:
    skipped = CheckResult(name="ruff", outcome=Outcome.NOT_RUN, detail="ruff could not read m.py")
    assert graded(replace(BEST, checks=[skipped], safe="Nothing reads it."))[0] is Grade.UNPROVEN


@pytest.mark.parametrize("name", [LINES_EXECUTED, BREAKAGES])
def test_only_the_exercise_may_stay_silent(name: str) -> None:
    silent = CheckResult(name=name, outcome=Outcome.NOT_RUN)
    facts = replace(BEST, checks=[PASSED, silent], tests=replace(SHOWN, noticed=0), safe="Nothing reads it.")
    assert graded(facts)[0] is Grade.C
