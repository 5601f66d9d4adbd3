"""Two runs of one suite, side by side."""

from __future__ import annotations

import pytest

from reviewer.proof.comparison import compared, varying

BASE = {"t.py::a": "passed", "t.py::b": "skipped", "t.py::c": "failed", "t.py::d[1]": "passed", "u.py": "broken"}


def test_the_same_outcomes_differ_in_nothing() -> None:
    assert compared(BASE, BASE, ()).differing == ()


@pytest.mark.parametrize(("change", "told"), [
    ({"t.py::a": "failed"}, "1 worse: t.py::a"),
    ({"t.py::a": "skipped"}, "1 worse: t.py::a"),
    ({"t.py::b": "error"}, "1 worse: t.py::b"),
    ({"t.py::b": "passed"}, ""),
    ({"t.py::c": "error"}, ""),
    ({"t.py::c": "passed"}, ""),
    ({"t.py::new": "passed"}, "1 that base does not have: t.py::new"),
    ({"t.py": "broken"}, "1 that base does not have: t.py"),
    ({"u.py::new": "passed"}, ""),
])
def test_worse_and_new_are_told_and_red_before_is_not_blamed(change: dict[str, str], told: str) -> None:
    assert compared(BASE, BASE | change, ()).told() == told


def test_a_test_may_go_only_when_declared() -> None:
    head = {test: outcome for test, outcome in BASE.items() if test != "t.py::d[1]"}
    assert compared(BASE, head, ()).told() == "1 missing: t.py::d[1]"
    declared = compared(BASE, head, ("t.py::d",))
    assert (declared.told(), declared.gone) == ("", ("t.py::d[1]",))


def test_a_doctest_goes_with_its_definition() -> None:
    base = {"shop/m.py::shop.m.old": "passed", "shop/m.py::shop.m.older": "passed"}
    found = compared(base, {}, (), {"shop/m.py::shop.m.old"})
    assert (found.gone, found.missing) == (("shop/m.py::shop.m.old",), ("shop/m.py::shop.m.older",))


def test_only_what_varies_by_itself_is_set_aside() -> None:
    base = {"a": "passed", "b": "passed", "c": "passed"}
    base_again = {"a": "failed", "b": "passed", "c": "passed"}
    head_again = {"a": "failed", "b": "passed", "c": "failed"}
    assert varying(("a", "b", "c"), base, base_again, head_again) == {"a", "b"}
