"""unused-local: only values that do nothing are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.domain.proposal import Draft
from reviewer.testing import after, draft_of, found, survey_of

CODE = '''import pytest


def f(x):
    a = 1
    b = x.call()
    _c = 2
    __tracebackhide__ = True
    with open(x) as handle:
        pass
    first, second = x
    for item in x:
        pass
    try:
        return x
    except ValueError as error:
        return None


def test():
    with pytest.raises(ValueError):
        made = f(1)
'''


def test_what_may_go_goes_and_the_rest_stays(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE})
    findings = found("unused-local", survey)
    assert [finding.symbol for finding in findings] == ["f:a", "f:error", "test:made"]
    draft = draft_of(survey, findings)
    assert isinstance(draft, Draft)
    assert draft.safe
    expected = CODE.replace("    a = 1\n", "").replace(" as error", "").replace("made = f(1)", "f(1)")
    assert after(survey, draft) == {"m.py": expected}


@pytest.mark.parametrize("settings", ["select = ['F841']", "select = ['E7']\nignore = ['F841']"])
def test_the_project_has_decided(tmp_path: Path, settings: str) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE, "pyproject.toml": f"[tool.ruff.lint]\n{settings}\n"})
    assert found("unused-local", survey) == []


def test_a_test_of_tracebacks_shows_its_locals(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE + "\n\nshow(show_locals=True)\n"})
    assert found("unused-local", survey) == []


def test_what_a_test_expected_and_never_compared_is_no_leftover(tmp_path: Path) -> None:
    code = "def test_it():\n    expected = [1]\n    other = [2]\n    assert run() == [1]\n"
    expected, other = found("unused-local", survey_of(tmp_path, {"tests/test_m.py": code}))
    assert expected.score < 0.25 < other.score
    assert expected.concern != other.concern
