"""Rejections hold: exactly for what was meant, exactly as long as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nova.code.index import build_index
from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.ports import Silent
from nova.testing import repository
from reviewer.domain.answer import Answer, AnswerKind, Because, Remembered, Scope
from reviewer.domain.change import ChangeSet
from reviewer.domain.finding import Effect, Finding, Place
from reviewer.domain.proposal import Draft, Idea
from reviewer.domain.recipe import Plan, Recipe
from reviewer.ideas import symbol_key
from reviewer.precedents import Precedents, exists_in, standing

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
FAMILY = "dead-code"
RULE = "dead-definition"


def place(path: str = "m.py", symbol: str = "f", ordinal: int = 0, rule: str = RULE) -> Place:
    return Place(rule, path, symbol, ordinal)


def finding(at: Place) -> Finding:
    return Finding(rule=at.rule, path=at.path, line=1, end_line=1, symbol=at.symbol, message="m", ordinal=at.ordinal)


def rejected(*places: Place, because: Because = Because.NOT_WORTH_IT, elsewhere: tuple[Place, ...] = (),
             **changed: object) -> Answer:
    answer = Answer(
        id="1" * 32, kind=AnswerKind.REJECTED, project="a" * 16, proposal="p1", rule=RULE, family=FAMILY,
        rule_version=1, title="t", base="b" * 40, head_tree="c" * 40, patch_sha256="d" * 64, at=AT, by="Ana <a@b>",
        login="ana", because=because,
        remembered=tuple(Remembered(place=at, idea=Idea(symbol_key(FAMILY, at.symbol), "1:effect"), elsewhere=elsewhere)
                         for at in places or (place(),)))
    return replace(answer, **changed)


def suppresses(*answers: Answer, at: Place, there: tuple[Place, ...] = (), now: datetime = AT,
               version: int = 1) -> bool:
    """Whether a finding at `at` is suppressed while the code of `there` still exists."""
    precedents = Precedents(answers, exists=lambda old: old in there, now=now, versions={RULE: version})
    return precedents.suppressing(finding(at), FAMILY, symbol_key(FAMILY, at.symbol)) is not None


# place


def test_the_same_place_is_suppressed() -> None:
    assert suppresses(rejected(), at=place(), there=(place(),))


def test_another_name_is_not() -> None:
    assert not suppresses(rejected(), at=place(symbol="g"), there=(place(),))
    assert not suppresses(rejected(), at=place(symbol="g"))


def test_code_that_moved_is_suppressed_where_it_went() -> None:
    assert suppresses(rejected(), at=place("elsewhere.py"))


def test_a_twin_is_not_while_the_rejected_one_is_there() -> None:
    assert not suppresses(rejected(), at=place("elsewhere.py"), there=(place(),))


def test_a_twin_of_that_time_is_not_even_when_the_rejected_one_is_gone() -> None:
    twin = place("twin.py")
    assert not suppresses(rejected(elsewhere=(twin,)), at=twin)
    assert suppresses(rejected(elsewhere=(twin,)), at=place("new.py"))


def test_a_second_finding_of_one_name_is_another_place() -> None:
    assert not suppresses(rejected(), at=place(ordinal=1), there=(place(),))


def test_another_rule_of_the_family_is_suppressed_too() -> None:
    assert suppresses(rejected(), at=place(rule="unused-helper"), there=(place(),))


def test_every_finding_of_the_proposal_is_remembered() -> None:
    both = rejected(place(), place("n.py", "g"))
    assert suppresses(both, at=place("n.py", "g"), there=(place(), place("n.py", "g")))


# how long


@pytest.mark.parametrize("because", [Because.BY_DESIGN, Because.NOT_WORTH_IT])
def test_by_design_and_not_worth_it_hold(because: Because) -> None:
    assert suppresses(rejected(because=because), at=place(), now=AT + timedelta(days=3650), version=99)


def test_not_now_expires_on_its_day() -> None:
    answer = rejected(because=Because.NOT_NOW, until=AT + timedelta(days=10))
    assert suppresses(answer, at=place(), now=AT + timedelta(days=10, seconds=-1))
    assert not suppresses(answer, at=place(), now=AT + timedelta(days=10))


def test_not_now_without_a_day_lasts_ninety() -> None:
    answer = rejected(because=Because.NOT_NOW)
    assert suppresses(answer, at=place(), now=AT + timedelta(days=89))
    assert not suppresses(answer, at=place(), now=AT + timedelta(days=90))


def test_wrong_holds_until_the_rule_sees_differently() -> None:
    answer = rejected(because=Because.WRONG)
    assert suppresses(answer, at=place(), now=AT + timedelta(days=3650))
    assert not suppresses(answer, at=place(), version=2)


def test_an_answer_that_was_taken_back_holds_no_more() -> None:
    back = rejected(kind=AnswerKind.REOPENED, id="2" * 32, takes_back="1" * 32, because=None)
    assert not suppresses(rejected(), back, at=place())
    assert not suppresses(back, rejected(), at=place())
    assert suppresses(rejected(), back, rejected(id="3" * 32), at=place())


def test_an_approval_suppresses_nothing() -> None:
    assert not suppresses(rejected(kind=AnswerKind.APPROVED), at=place())


def test_the_newest_of_several_is_told() -> None:
    older, newer = rejected(note="older"), rejected(id="2" * 32, note="newer", at=AT + timedelta(days=1))
    precedents = Precedents([newer, older], exists=lambda old: True, now=AT, versions={})
    answer = precedents.suppressing(finding(place()), FAMILY, symbol_key(FAMILY, "f"))
    assert answer is not None
    assert answer.note == "newer"


# how far


def test_scope_file_reaches_everything_of_the_rule_in_that_file() -> None:
    wide = rejected(scope=Scope.FILE)
    assert suppresses(wide, at=place(symbol="g"), there=(place(),))
    assert not suppresses(wide, at=place("n.py", "g"), there=(place(),))


def test_scope_rule_reaches_twins_and_everything_else_of_the_rule() -> None:
    wide = rejected(scope=Scope.RULE, elsewhere=(place("twin.py"),))
    assert suppresses(wide, at=place("twin.py"), there=(place(),))
    assert suppresses(wide, at=place("n.py", "g"), there=(place(),))


def test_a_wider_scope_stays_in_its_family() -> None:
    precedents = Precedents([rejected(scope=Scope.RULE)], exists=lambda old: True, now=AT, versions={})
    other = finding(place(rule="stale-noqa", symbol="g"))
    assert precedents.suppressing(other, "noqa", symbol_key("noqa", "g")) is None


# by effect


def draft(*places: Place) -> Draft:
    return Draft(findings=tuple(map(finding, places)), plan=Plan(Recipe(()), "t", "w"), changes=ChangeSet(()),
                 effect=Effect.PRESERVES)


def test_the_same_change_under_another_name_is_suppressed_where_it_moved() -> None:
    moved = place("n.py", "renamed")
    ideas = [Idea(symbol_key(FAMILY, "renamed"), "1:effect")]
    gone = Precedents([rejected()], exists=lambda old: False, now=AT, versions={})
    there = Precedents([rejected()], exists=lambda old: True, now=AT, versions={})
    assert gone.suppressing_draft(draft(moved), ideas) is not None
    assert there.suppressing_draft(draft(moved), ideas) is None
    assert gone.suppressing_draft(draft(moved), [Idea("1:x", "1:other")]) is None


# whatever the answers are

PLACES = st.builds(place, st.sampled_from(["a.py", "b.py", "c.py"]), st.sampled_from(["f", "g"]), st.integers(0, 1))
REJECTIONS = st.builds(
    lambda at, because, scope, elsewhere: rejected(at, because=because, scope=scope, elsewhere=tuple(elsewhere)),
    PLACES, st.sampled_from(list(Because)), st.sampled_from(list(Scope)), st.lists(PLACES, max_size=2))


@given(REJECTIONS, st.frozensets(PLACES))
def test_what_was_rejected_is_never_asked_again_while_the_answer_holds(answer: Answer, there: frozenset[Place]) -> None:
    assert suppresses(answer, at=answer.remembered[0].place, there=tuple(there))


@given(REJECTIONS, PLACES, st.frozensets(PLACES))
def test_here_never_reaches_code_that_was_not_meant(answer: Answer, at: Place, there: frozenset[Place]) -> None:
    answer = replace(answer, scope=Scope.HERE)
    meant = answer.remembered[0]
    if suppresses(answer, at=at, there=tuple(there)):
        assert at == meant.place or (at.symbol == meant.place.symbol and meant.place not in there
                                     and at not in meant.elsewhere)


@given(st.lists(REJECTIONS, max_size=4), PLACES, st.frozensets(PLACES))
def test_taking_everything_back_leaves_nothing_suppressed(answers: list[Answer], at: Place,
                                                          there: frozenset[Place]) -> None:
    back = rejected(kind=AnswerKind.REOPENED, takes_back="1" * 32, because=None)
    assert not suppresses(*answers, back, at=at, there=tuple(there))


@given(st.lists(REJECTIONS, max_size=4), PLACES, st.frozensets(PLACES))
def test_wider_scopes_only_add(answers: list[Answer], at: Place, there: frozenset[Place]) -> None:
    narrow = [replace(answer, scope=Scope.HERE) for answer in answers]
    if suppresses(*narrow, at=at, there=tuple(there)):
        assert suppresses(*answers, at=at, there=tuple(there))


@given(st.lists(REJECTIONS, max_size=4))
def test_time_only_lets_go(answers: list[Answer]) -> None:
    sooner = standing(answers, now=AT, versions={})
    later = standing(answers, now=AT + timedelta(days=365), versions={})
    assert all(answer in sooner for answer in later)


# does the place still exist?


def test_a_place_exists_while_its_file_defines_or_imports_the_name_or_something_is_found_there(tmp_path: Path) -> None:
    root = repository(tmp_path / "project", {"m.py": "import os\n\n\nclass Clock:\n    def now(self):\n        pass\n"})
    mirror = Mirror(tmp_path / "home", identify(root))
    mirror.update()
    index = build_index(mirror.snapshot(mirror.resolve("HEAD"), "main"), tmp_path / "index", Silent())
    exists = exists_in(index, [finding(place("m.py", "line of a comment"))])
    assert exists(place("m.py", "Clock.now"))
    assert exists(place("m.py", "Clock.now:x"))
    assert exists(place("m.py", "os"))
    assert exists(place("m.py", "line of a comment"))
    assert not exists(place("m.py", "Clock.later"))
    assert not exists(place("n.py", "Clock.now"))
    assert not exists(place("m.py", ""))
