"""What counts as a difference between two attestations, and how a person is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reviewer.verifying import Verification, differences
from reviewer.wording import verification

MADE: dict[str, Any] = {
    "subject": {"head_tree": "a" * 40, "patch_sha256": "b" * 64}, "base": "c" * 40, "recipe": [],
    "versions": {"nova": "1"}, "grade": "B", "tier": "strict", "free_form": [], "why": "",
    "checks": [{"name": "ruff", "outcome": "passed", "detail": "nothing new", "seconds": 0.1}],
    "tests": {"before": 3, "after": 3, "red_before": (), "gone": (), "noticed": 1},
    "times": {"began": "2026-11-21T08:00:00+00:00", "seconds": 2.0},
}


def told(now: dict[str, Any]) -> list[str]:
    return [difference.what for difference in differences(json.loads(json.dumps(MADE)), now)]


def test_the_same_proof_at_another_time_is_the_same() -> None:
    later = {**MADE, "times": {"began": "2027", "seconds": 9.0},
             "checks": [{**MADE["checks"][0], "detail": "in other words", "seconds": 3.0}]}
    assert told(later) == []


@pytest.mark.parametrize(("now", "what"), [
    ({"subject": {**MADE["subject"], "head_tree": "d" * 40}}, "head_tree"),
    ({"grade": "C"}, "grade"),
    ({"tier": "none"}, "tier"),
    ({"free_form": ["fetch"]}, "free_form"),
    ({"checks": [{**MADE["checks"][0], "outcome": "failed"}]}, "check ruff"),
    ({"checks": [*MADE["checks"], {**MADE["checks"][0], "name": "types"}]}, "check types"),
    ({"tests": {**MADE["tests"], "noticed": 0}}, "tests noticed"),
    ({"tests": {**MADE["tests"], "red_before": ("t.py::test",)}}, "tests red_before"),
])
def test_each_fact_is_compared(now: dict[str, Any], what: str) -> None:
    assert told({**MADE, **now}) == [what]


def test_a_person_reads_where_it_differs() -> None:
    now = {**MADE, "grade": "C"}
    found = Verification(id="p3", base=MADE["base"], recorded=MADE, now=now, differs=tuple(differences(MADE, now)),
                         versions=(), seconds=1.5)
    assert list(verification(found.to_json())) == [
        "p3: differs in 1 point from what was recorded for ccccccc (1.5 s):",
        "  what   recorded  now", "  grade  B         C"]
