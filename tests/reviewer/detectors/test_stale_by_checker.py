"""What the project's own checker calls stale is removed, where no other platform, Python or checker may want it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nova.domain.snapshot import Snapshot
from reviewer.checker import CheckerNote
from reviewer.domain.proposal import Draft
from reviewer.proof.checker import Mypy
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, read_interpreter
from reviewer.proof.sandbox.tiers import find_sandbox
from reviewer.survey import Survey
from reviewer.testing import after, draft_of, found, survey_of

SETTINGS = "[tool.mypy]\nfiles = ['m.py']\n"


class Says:
    """A checker that has been run already."""

    def __init__(self, *notes: tuple[int, str, str]) -> None:
        self._notes = tuple(CheckerNote("m.py", line, code, message) for line, code, message in notes)

    def report(self, snapshot: Snapshot) -> tuple[CheckerNote, ...] | str:
        return self._notes


def checked(folder: Path, code: str, *notes: tuple[int, str, str], settings: str = SETTINGS) -> Survey:
    return replace(survey_of(folder, {"m.py": code, "pyproject.toml": settings}), checker=Says(*notes))


def sandboxed_mypy() -> Mypy:
    """The mypy of the environment that runs the tests."""
    interpreter = read_interpreter(Path(sys.prefix) / "bin" / "python3", "the test's", roots=None)
    sandbox = find_sandbox()
    assert isinstance(interpreter, Interpreter)
    assert isinstance(sandbox, Sandbox)
    return Mypy(interpreter=interpreter, sandbox=sandbox)


def unused(line: int, codes: str = "") -> tuple[int, str, str]:
    return line, "unused-ignore", f'Unused "type: ignore{codes}" comment'


def test_ignores_go_and_other_words_of_the_comment_stay(tmp_path: Path) -> None:
    code = "a = f()  # type: ignore\na = f()  # type: ignore\nb = g()  # type: ignore[attr, misc]  # slow\n"
    survey = checked(tmp_path, code, unused(1), unused(2), unused(3, "[misc]"))
    draft = draft_of(survey, found("stale-type-ignore", survey))
    assert isinstance(draft, Draft)
    assert draft.safe
    assert draft.plan.title == "Remove 3 stale `type: ignore` from m.py"
    assert after(survey, draft) == {"m.py": "a = f()\na = f()\nb = g()  # type: ignore[attr]  # slow\n"}


@pytest.mark.parametrize("code", [
    "import sys\nif sys.platform == 'win32':\n    a = f()  # type: ignore\n",
    "import sys\nif x:\n    y = 1 if sys.version_info > (3, 9) else f()  # type: ignore\n",
    "try:\n    a = 1\nexcept ImportError:\n    a = None  # type: ignore\n",
    "\n\nimport yaml  # type: ignore\n",
], ids=["platform", "another line", "optional import", "import"])
def test_ignores_that_another_place_may_need_stay(tmp_path: Path, code: str) -> None:
    line = next(n for n, text in enumerate(code.split("\n"), 1) if "type: ignore" in text)
    expected = 1 if "version_info" in code else 0
    assert len(found("stale-type-ignore", checked(tmp_path, code, unused(line)))) == expected


def test_nothing_is_found_with_a_second_checker_or_without_mypy_or_checker(tmp_path: Path) -> None:
    code = "a = f()  # type: ignore\n"
    assert found("stale-type-ignore", checked(tmp_path, code, unused(1)))
    assert not found("stale-type-ignore", checked(tmp_path, code, unused(1), settings=SETTINGS + "[tool.pyright]\n"))
    assert not found("stale-type-ignore", checked(tmp_path, code, unused(1), settings="[project]\nname = 'm'\n"))
    assert not found("stale-type-ignore", replace(checked(tmp_path, code), checker=None))


def test_redundant_casts_go_with_their_import(tmp_path: Path) -> None:
    code = "from typing import cast\n\n\ndef f(x: int) -> int:\n    return cast(int, x) + cast('int', x + 1)\n"
    code = code.replace(" + cast", "\n\n\ndef g(x: int) -> int:\n    return cast")
    survey = checked(tmp_path, code, (5, "redundant-cast", 'Redundant cast to "int"'),
                     (9, "redundant-cast", 'Redundant cast to "int"'))
    draft = draft_of(survey, found("stale-cast", survey))
    assert after(survey, draft) == {
        "m.py": "def f(x: int) -> int:\n    return x\n\n\ndef g(x: int) -> int:\n    return x + 1\n"}


@pytest.mark.outer
def test_the_projects_mypy_is_run_in_the_sandbox(tmp_path: Path) -> None:
    code = "from typing import cast\n\n\ndef f(x: int) -> int:\n    y = x  # type: ignore\n    return cast(int, y)\n"
    survey = survey_of(tmp_path, {"m.py": code, "pyproject.toml": SETTINGS})
    survey = replace(survey, checker=sandboxed_mypy())
    assert [f.line for f in found("stale-type-ignore", survey)] == [5]
    assert [f.line for f in found("stale-cast", survey)] == [6]


@pytest.mark.outer
def test_a_report_with_other_errors_is_not_believed(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": "x: int = 'a'\ny = 1  # type: ignore\n", "pyproject.toml": SETTINGS})
    report = sandboxed_mypy().report(survey.snapshot)
    assert isinstance(report, str)
    assert "other errors here (1)" in report
