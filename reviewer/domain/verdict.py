"""Verdicts: what was checked, and what it proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How much a verdict proves. What each takes is decided in `reviewer.proof.verdict`."""

    A = "A"
    B = "B"
    C = "C"
    UNPROVEN = "unproven"


class Tier(StrEnum):
    """The sandbox in which a project's code ran."""

    STRICT = "strict"
    CONTAINER = "container"
    LANDLOCK = "landlock"
    NONE = "none"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not-run"
    """It could not be run, or an earlier check failed: it says nothing, and never counts as passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One piece of proof."""

    name: str
    outcome: Outcome
    detail: str = ""
    """One line for a person, from our own words and counts; output of the project is never in it raw."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFacts:
    """What the test runs showed. Test ids are pytest's."""

    before: int
    """Tests with an outcome on base, those that were red set aside."""
    after: int
    red_before: tuple[str, ...] = ()
    """Red on base already, so not blamed and not counted."""
    gone: tuple[str, ...] = ()
    """Tests that the proposal removes with the code they name, as declared by its operation."""
    changed_lines: int = 0
    executed_lines: int = 0
    breakages: int = 0
    """Breakages that the verifier made in the changed lines."""
    noticed: int = 0
    untried: int = 0
    """Breakages that were planned, but the time for them was spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Everything that was checked about one change set."""

    grade: Grade
    tier: Tier
    checks: tuple[CheckResult, ...]
    tests: TestFacts | None = None
    """None: no test was run."""
    why: str = ""
    """Why the grade is no better, one line; what to set, when something was missing."""
    free_form: tuple[str, ...] = ()
    """Words that the recipe puts into code and that are neither in the base nor in the catalogue: read it."""
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Program -> version of what the proof was made with."""
    began: str = ""
    """When, as ISO 8601 in UTC."""
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if check.outcome is Outcome.FAILED)
