"""version-branch: only below a declared floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.domain.proposal import Draft
from reviewer.testing import after, draft_of, found, survey_of

CODE = '''import sys

try:
    from functools import cached_property
except ImportError:
    from backports import cached_property


def f(x):
    if sys.version_info >= (3, 7):
        return cached_property
    return x
'''


def floor(version: str) -> str:
    return f"[project]\nname = 'p'\nversion = '1'\nrequires-python = '{version}'\n"


def test_branches_below_the_floor_go(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": CODE, "pyproject.toml": floor(">=3.8.2")})
    findings = found("version-branch", survey)
    assert [finding.symbol for finding in findings] == ["from functools import cached_property",
                                                        "f:sys.version_info >= (3, 7)"]
    draft = draft_of(survey, findings)
    assert isinstance(draft, Draft)
    assert draft.safe
    assert draft.plan.title == "Drop 2 branches for Python before 3.8 in m.py"
    assert after(survey, draft) == {
        "m.py": "from functools import cached_property\n\n\ndef f(x):\n    return cached_property\n    return x\n"}


@pytest.mark.parametrize("version", ["", ">=3.6", ">=2.7", "<4"])
def test_nothing_without_a_floor_that_says_so(tmp_path: Path, version: str) -> None:
    files = {"m.py": CODE} | ({"pyproject.toml": floor(version)} if version else {})
    assert found("version-branch", survey_of(tmp_path, files)) == []


def test_each_branch_names_the_commit_that_decided_it(tmp_path: Path) -> None:
    code = "import sys\n\nA = 1 if sys.version_info >= (3, 8) else 2\nB = 1 if sys.version_info >= (3, 10) else 2\n"
    survey = survey_of(tmp_path, {"m.py": code, "pyproject.toml": floor(">=3.8")},
                       [({"pyproject.toml": floor(">=3.10")}, "Tidy"),
                        ({"pyproject.toml": floor(">=3.10") + "# bump\n"}, "Require Python 3.10")])
    old, new = found("version-branch", survey)
    assert (old.event, new.event) == (None, survey.history.commits()[1].sha)
    assert old.score < new.score
    draft = draft_of(survey, [old, new])
    assert isinstance(draft, Draft)
    assert "(Tidy) raised that from 3.8 to 3.10" in draft.plan.why
