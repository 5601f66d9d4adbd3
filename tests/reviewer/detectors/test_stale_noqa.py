"""stale-noqa: only where it is certain that the linter of the project would not need it."""

from __future__ import annotations

from pathlib import Path

from reviewer.domain.proposal import Draft
from reviewer.testing import after, draft_of, found, survey_of

RUFF = "[tool.ruff.lint]\nselect = ['E7', 'F']\n"
CODE = '''import os  # noqa: F401
import sys  # noqa: F401
import json  # noqa
import re  # noqa: F401, WPS432

x = sys.argv == None  # noqa: E711
y = sys.argv is None  # noqa: E711
z = sys.argv  # noqa: PLR2004, C901, D100, E203
w = f(re,  # noqa: E711
      sys.argv == None)
'''


def test_only_certain_ones_where_ruff_is_the_linter(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE, "pyproject.toml": RUFF})
    findings = found("stale-noqa", survey)
    assert [(finding.line, finding.details["codes"]) for finding in findings] == [
        (2, ["F401"]), (4, ["F401"]), (7, ["E711"])]
    draft = draft_of(survey, findings)
    assert isinstance(draft, Draft)
    assert draft.safe
    expected = CODE.replace("import sys  # noqa: F401", "import sys").replace("F401, WPS432", "WPS432")
    assert after(survey, draft) == {"m.py": expected.replace("is None  # noqa: E711", "is None")}


def test_another_linter_may_see_what_ruff_does_not(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE, "setup.cfg": "[flake8]\nmax-line-length = 100\n"})
    assert [finding.line for finding in found("stale-noqa", survey)] == [7]


def test_a_short_line_is_too_long_for_nobody(tmp_path: Path) -> None:
    long = f"x = {'a' * 80!r}  # noqa: E501\n"
    survey = survey_of(tmp_path, {"m.py": "y = 1  # noqa: E501\n" + long})
    assert [finding.line for finding in found("stale-noqa", survey)] == [1]


def test_their_linter_looks_for_it_itself(tmp_path: Path) -> None:
    settings = "[tool.ruff.lint]\nselect = ['F', 'RUF100']\n"
    assert found("stale-noqa", survey_of(tmp_path, {"m.py": CODE, "pyproject.toml": settings})) == []
