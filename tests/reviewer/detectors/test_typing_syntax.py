"""typing-syntax: fires on the floor, comes in portions, knows the commit that raised the floor."""

from __future__ import annotations

from pathlib import Path

from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Declined
from reviewer.testing import after, concerns, draft_of, found, survey_of

OLD = "from typing import List, Optional\n\n\ndef f(x: Optional[int]) -> List[int]: ...\n"
NEW = "def f(x: int | None) -> list[int]: ...\n"


def floor(version: str) -> str:
    return f"[project]\nname = 'p'\nversion = '1'\nrequires-python = '>={version}'\n"


def test_no_floor_or_one_too_low_says_nothing(tmp_path: Path) -> None:
    assert found("typing-syntax", survey_of(tmp_path, {"m.py": OLD})) == []
    assert found("typing-syntax", survey_of(tmp_path, {"m.py": OLD, "pyproject.toml": floor("3.8")})) == []


def test_the_commit_that_raised_the_floor_is_the_event(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": OLD, "pyproject.toml": floor("3.8")},
                       [({"pyproject.toml": floor("3.10")}, "Drop support for Python 3.8 and 3.9"),
                        ({"README": "words"}, "Say more")])
    (finding,) = found("typing-syntax", survey)
    assert finding.event == survey.history.commits()[1].sha
    draft = draft_of(survey, [finding])
    assert isinstance(draft, Draft)
    assert draft.safe
    assert "Drop support for Python 3.8 and 3.9" in draft.plan.why
    assert after(survey, draft) == {"m.py": NEW}


def test_a_rise_to_less_than_it_needs_is_no_event(tmp_path: Path) -> None:
    commits = [({"pyproject.toml": floor("3.9")}, "Drop Python 3.8"), ({"pyproject.toml": floor("3.12")}, "Drop 3.9"),
               ({"pyproject.toml": floor("3.13")}, "Drop support for Python 3.12")]
    survey = survey_of(tmp_path, {"m.py": OLD, "pyproject.toml": floor("3.8"),
                                  "n.py": "from typing import List\n\n\ndef f(x: List[int]): ...\n"}, commits)
    union, generic = found("typing-syntax", survey)
    assert "Drop 3.9" in union.details["event"]
    assert "Drop Python 3.8" in generic.details["event"]


def test_without_the_event_it_is_wanted_less(tmp_path: Path) -> None:
    (finding,) = found("typing-syntax", survey_of(tmp_path, {"m.py": OLD, "pyproject.toml": floor("3.10")}))
    assert finding.event is None
    assert 0.25 < finding.score < 0.81


def test_portions_stay_within_what_a_person_reads(tmp_path: Path) -> None:
    method = "\n    def m{}(self, x: Optional[int]) -> List[int]: ...\n"
    large = "from typing import List, Optional\n\n\nclass C:" + "".join(method.format(n) for n in range(90))
    files = {f"pkg/m{n}.py": OLD for n in range(6)} | {"pkg/m3/n.py": OLD, "big.py": large,
                                                       "pyproject.toml": floor("3.10")}
    survey = survey_of(tmp_path, files)
    drafts = [draft_of(survey, group) for group in concerns(found("typing-syntax", survey))]
    assert len(drafts) == 5
    for draft in drafts:
        assert isinstance(draft, Draft)
        assert len(draft.changes.files) <= 4
        assert draft.changes.lines_changed <= 80
        assert len(draft.plan.title) <= 72


def test_what_they_ignore_stays(tmp_path: Path) -> None:
    settings = floor("3.10") + "[tool.ruff.lint]\nignore = ['UP006', 'UP045', 'UP007']\n"
    assert found("typing-syntax", survey_of(tmp_path, {"m.py": OLD, "pyproject.toml": settings})) == []


def test_a_project_that_takes_annotations_apart_is_told_why_not(tmp_path: Path) -> None:
    reader = "from typing import Union, get_origin\n\n\ndef is_union(x):\n    return get_origin(x) is Union\n"
    survey = survey_of(tmp_path, {"m.py": OLD, "reader.py": reader, "pyproject.toml": floor("3.10")})
    declined = draft_of(survey, found("typing-syntax", survey))
    assert isinstance(declined, Declined)
    assert declined.refused
    assert declined.why.startswith("reader.py takes annotations apart")
