"""The time of a proof: what is cut says nothing about the tests, and is called what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from proving import Proving, check

from reviewer.domain.verdict import Grade, Outcome
from reviewer.proof.allowance import Allowance, ProvingTime

TILL = """\
def total(prices):
    last = len(prices)
    seen = whole = 0
    while seen != last:
        seen += 1
        whole += prices[seen % len(prices)]
    return whole
"""
TESTS = "from shop.till import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
SHOP = {"shop/__init__.py": "", "shop/till.py": TILL, "tests/test_till.py": TESTS}


def test_a_part_ends_no_later_than_the_whole() -> None:
    whole = Allowance.of(10, "the whole is spent")
    assert whole.at_most(5, "the part is spent").why == "the part is spent"
    assert whole.at_most(20, "the part is spent") is whole
    assert Allowance.of(-1, "").left == 0


def test_the_time_of_a_review_is_spent_when_less_than_a_second_is_left() -> None:
    time = ProvingTime(1800)
    time.used += 1799
    assert not time.is_spent and 0 < time.allowance().left <= 1
    time.used += 0.5
    assert time.is_spent
    assert time.why == "the proof's time of 1800 s is spent"


@pytest.mark.outer
def test_a_suite_that_the_time_does_not_suffice_for_is_not_blamed(tmp_path: Path) -> None:
    slow = "import time\n" + TESTS.replace("    assert", "    time.sleep(1.5)\n    assert")
    proving = Proving(tmp_path, {**SHOP, "tests/test_till.py": slow})
    draft = proving.draft({"shop/till.py": TILL.replace("= 0", "= 0 + 0")}, safe="It is safe.")
    first = proving.verifier.verify(draft, Allowance.of(1, "the proof's time is spent"))
    assert (first.grade, first.why, first.failed) == (Grade.UNPROVEN, "the proof's time is spent", ())
    assert proving.verifier.base().green  # what was cut is not remembered
    second = proving.verifier.verify(draft, Allowance.of(1, "the proof's time is spent"))
    assert (second.grade, second.why, second.failed) == (Grade.UNPROVEN, "the proof's time is spent", ())
    assert check(second, "base-tests").outcome is Outcome.PASSED


@pytest.mark.outer
def test_breakages_that_are_cut_are_counted_apart(tmp_path: Path) -> None:
    """Without its last index, the loop never ends."""
    proving = Proving(tmp_path, SHOP)
    proving.verifier.base()
    draft = proving.draft({"shop/till.py": TILL.replace("len(prices)\n", "len(list(prices))\n")})
    verdict = proving.verifier.verify(draft, Allowance.of(3, "the proof's time is spent"))
    assert verdict.tests is not None and verdict.tests.untried > 0
    assert f"{verdict.tests.untried} not tried, the proof's time is spent" in check(verdict, "breakages").detail
    assert verdict.grade is Grade.B if verdict.tests.noticed else "were not tried" in verdict.why
