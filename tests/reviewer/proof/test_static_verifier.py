"""What the verifier says when it cannot run anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from proving import NO_TESTS_NEEDED, Proving, check, draft_of

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.domain.verdict import CheckResult, Grade, Outcome, Tier
from reviewer.proof.checks import checks
from reviewer.proof.checks.free_form import FREE_FORM
from reviewer.proof.verifier import at_most_b

FILES = {"shop/cart.py": "import os\n\n\ndef total(a):\n    return sum(a)\n", "decide/0001.md": "x"}


def test_without_a_sandbox_static_checks_run_and_nothing_is_proven(tmp_path: Path) -> None:
    proving = Proving(tmp_path, FILES, sandbox=NO_TESTS_NEEDED)
    verdict = proving.verify({"shop/cart.py": "def total(a):\n    return sum(a)\n"}, safe="It is safe.")
    assert (verdict.grade, verdict.tier, verdict.tests) == (Grade.UNPROVEN, Tier.NONE, None)
    assert verdict.why == NO_TESTS_NEEDED.why
    assert {result.outcome for result in verdict.checks} == {Outcome.PASSED}
    assert len(verdict.checks) == len(checks())


def test_the_first_failure_ends_the_proof(tmp_path: Path) -> None:
    verdict = Proving(tmp_path, FILES, sandbox=NO_TESTS_NEEDED).verify({"shop/cart.py": "def total(:\n"})
    assert [result.name for result in verdict.checks] == ["parses"]
    assert verdict.why == "parses: shop/cart.py:1 does not parse"


def test_the_decisions_folder_that_the_operator_named_is_protected(tmp_path: Path) -> None:
    proving = Proving(tmp_path, FILES, sandbox=NO_TESTS_NEEDED)
    assert proving.verify({"decide/0001.md": "y"}).failed == ()
    proving.snapshot = replace(proving.snapshot, project=replace(proving.project, decisions="decide"))
    verdict = proving.another().verify(proving.draft({"decide/0001.md": "y"}))
    assert check(verdict, "protected-paths").outcome is Outcome.FAILED


def test_what_can_never_be_an_a() -> None:
    change = FileChange(path="m.py", before=b"x = 1\n", after=b"x = 2\n")
    free = CheckResult(name="free-form", outcome=Outcome.PASSED, detail=f"{FREE_FORM}: fetch is nowhere else")
    rewrites = CheckResult(name="rewritten-tests", outcome=Outcome.NOT_RUN, detail="no alias can stand in: it is gone")
    assert at_most_b(draft_of(change), []) == ""
    assert "changes behaviour" in at_most_b(draft_of(change, effect=Effect.CHANGES), [])
    assert "free-form" in at_most_b(draft_of(change), [free])
    assert "no alias can stand in" in at_most_b(draft_of(change), [rewrites])
    assert at_most_b(draft_of(change), [replace(rewrites, outcome=Outcome.PASSED)]) == ""


def test_a_verdict_says_what_it_was_made_with_and_that_its_text_is_free(tmp_path: Path) -> None:
    proving = Proving(tmp_path, FILES, sandbox=NO_TESTS_NEEDED)
    verdict = proving.verify({"shop/cart.py": FILES["shop/cart.py"].replace("sum(a)", "tally(a)")}, inserts=("tally",))
    assert verdict.free_form == ("tally",)
    assert {"nova", "ruff", "python", "pytest"} <= set(verdict.versions)
