"""Findings equal dispositions, and a person's attention is a budget."""

import pytest

from reviewer.budget import Budget
from reviewer.domain.finding import Disposition, Finding, numbered
from reviewer.domain.ledger import Fate, Ledger
from reviewer.ranking import concerns
from reviewer.settings import ReviewSettings

WAITING = Fate(Disposition.WAITING)


def finding(symbol: str, *, path: str = "a.py", line: int = 1, rule: str = "r", score: float = 0.5, concern: str = ""):
    return Finding(rule=rule, path=path, line=line, end_line=line, symbol=symbol, message="", score=score,
                   concern=concern)


def test_equal_places_are_told_apart_in_source_order():
    later, first, other = finding("f", line=9), finding("f", line=2), finding("g")
    assert [(f.line, f.symbol, f.ordinal) for f in numbered([later, first, other])] == [
        (1, "g", 0), (2, "f", 0), (9, "f", 1)]


def test_every_finding_is_counted_once():
    found = numbered([finding("f"), finding("g"), finding("h")])
    ledger = Ledger(found)
    ledger.decide(found[:1], Fate(Disposition.PROPOSED))
    ledger.decide(ledger.undecided, WAITING)
    assert sum(ledger.counts().values()) == len(ledger) == 3
    assert [fate.disposition for _, fate in ledger] == ["proposed", "waiting", "waiting"]


def test_deciding_twice_or_forgetting_one_is_a_defect():
    found = numbered([finding("f"), finding("g")])
    ledger = Ledger(found)
    ledger.decide(found[:1], WAITING)
    with pytest.raises(ValueError, match="decided before"):
        ledger.decide(found[:1], WAITING)
    with pytest.raises(ValueError, match="not here"):
        ledger.decide([finding("elsewhere")], WAITING)
    with pytest.raises(KeyError):
        list(ledger)


def test_concerns_are_ranked_by_their_best_finding_and_equal_ones_by_place():
    found = numbered([finding("weak", score=0.3), finding("a", path="z.py", score=0.6),
                      finding("b", path="b.py", score=0.6), finding("m", concern="m", score=0.1),
                      finding("n", concern="m", score=0.9)])
    assert [[f.symbol for f in concern.findings] for concern in concerns(found)] == [["m", "n"], ["b"], ["a"], ["weak"]]


def test_no_more_are_opened_than_the_settings_allow():
    budget = Budget.of(ReviewSettings(open_at_most=3, per_rule=1), {"a": 1}, None)
    assert budget.slots == 2
    assert not budget.has_room("a", [])
    assert budget.has_room("b", []) and not budget.has_room("b", ["b"])
    assert not budget.has_room("c", ["b", "d"])


def test_a_run_may_ask_for_fewer_and_never_for_more():
    assert Budget.of(ReviewSettings(), {}, 1).slots == 1
    assert Budget.of(ReviewSettings(), {}, 9).slots == 3


def test_nothing_is_drafted_when_nothing_may_be_opened():
    full = Budget.of(ReviewSettings(open_at_most=1), {"a": 1}, None)
    assert full.slots == 0
    assert not full.worth_drafting("b", [])


def test_spare_drafts_take_the_place_of_one_that_fails():
    budget = Budget.of(ReviewSettings(per_rule=1, prove_at_most=4), {}, None)
    assert budget.worth_drafting("a", ["a", "a"]) and not budget.worth_drafting("a", ["a", "a", "a"])
    assert not budget.worth_drafting("b", ["a", "a", "c", "d"])


def test_a_project_can_only_narrow():
    narrowed = ReviewSettings(open_at_most=3, bar=0.25).narrowed(
        {"open_at_most": 9, "lines_at_most": 40, "bar": 0.1, "files_at_most": True, "per_rule": -2})
    assert (narrowed.open_at_most, narrowed.lines_at_most, narrowed.bar, narrowed.files_at_most, narrowed.per_rule) == (
        3, 40, 0.25, 4, 0)
