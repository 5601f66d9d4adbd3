"""What the verifier says when it cannot run anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from proving import NO_TESTS_NEEDED, Proving, check

from reviewer.domain.verdict import Grade, Outcome, Tier
from reviewer.proof.checks import checks

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
