"""A commit renamed something; what still says the old name is found, with the commit that made it old."""

from __future__ import annotations

from pathlib import Path

from reviewer.domain.proposal import Draft
from reviewer.survey import Survey
from reviewer.testing import after, draft_of, found, survey_of

BEFORE = "class JobQueue:\n    def put(self, x):\n        self.x = x\n        return x\n"
AFTER = BEFORE.replace("JobQueue", "RunQueue")


def renamed(folder: Path, left: dict[str, str], *, new: str = AFTER) -> Survey:
    return survey_of(folder, {"queue.py": BEFORE, **left}, [({"queue.py": new}, "Rename JobQueue")])


def test_words_that_still_say_the_old_name(tmp_path: Path) -> None:
    survey = renamed(tmp_path, {"work.py": "# a JobQueue holds runs\nx = 1\n", "docs/use.md": "Make a `JobQueue`.\n",
                                "CHANGELOG.md": "JobQueue is new.\n"})
    findings = found("unfinished-rename", survey)
    assert {f.path for f in findings} == {"work.py", "docs/use.md"}
    assert len({f.concern for f in findings}) == 1
    draft = draft_of(survey, findings)
    assert isinstance(draft, Draft)
    assert draft.plan.title == f"Finish renaming JobQueue to RunQueue: 2 places left since {str(findings[0].event)[:7]}"
    assert "Rename JobQueue" in draft.plan.why
    assert draft.safe
    assert after(survey, draft) == {"work.py": "# a RunQueue holds runs\nx = 1\n",
                                    "docs/use.md": "Make a `RunQueue`.\n"}


def test_code_that_still_goes_through_the_alias(tmp_path: Path) -> None:
    survey = renamed(tmp_path, {"work.py": "from queue import JobQueue\n\nq = JobQueue()\n"},
                     new=AFTER + "\n\nJobQueue = RunQueue\n")
    draft = draft_of(survey, found("unfinished-rename", survey))
    assert after(survey, draft) == {"work.py": "from queue import RunQueue\n\nq = RunQueue()\n"}


def test_a_name_that_is_still_a_value_is_left_alone(tmp_path: Path) -> None:
    assert found("unfinished-rename", renamed(tmp_path, {
        "work.py": "# the JobQueue column\ncolumn = 'JobQueue'\n"})) == []


def test_a_name_that_is_defined_elsewhere_is_left_alone(tmp_path: Path) -> None:
    assert found("unfinished-rename", renamed(tmp_path, {
        "work.py": "# a JobQueue holds runs\nx = 1\n", "other.py": "class JobQueue: ...\n"})) == []


def test_another_class_in_its_place_is_no_rename(tmp_path: Path) -> None:
    other = "class RunQueue:\n    def get(self):\n        return 1\n"
    assert found("unfinished-rename", renamed(tmp_path, {"work.py": "# a JobQueue holds runs\n"}, new=other)) == []


def test_hollow_definitions_are_not_recognised(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": "class FooError(Exception):\n    pass\n", "w.py": "# FooError\n"},
                       [({"m.py": "class BarError(Exception):\n    pass\n"}, "Rename")])
    assert found("unfinished-rename", survey) == []


def test_more_than_four_files_make_several_proposals(tmp_path: Path) -> None:
    survey = renamed(tmp_path, {f"w{n}.py": "# a JobQueue\n" for n in range(6)})
    concerns = [finding.concern for finding in found("unfinished-rename", survey)]
    assert [concerns.count(concern) for concern in dict.fromkeys(concerns)] == [4, 2]
