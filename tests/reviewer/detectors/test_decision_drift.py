"""Accepted decisions say what to write instead; what does not follow yet is found and, where sure, rewritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nova.decisions.reader import read_book
from nova.domain.decision import Status
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Declined
from reviewer.survey import Survey
from reviewer.testing import after, concerns, draft_of, found, survey_of

CLOCK = "- id: clock\n  prefer: {call: datetime.datetime.now, use: self.clock.now, in: ['shop/**']}\n"
SECONDS = "- id: seconds\n  prefer: {call: time.time, use: shop.clock.seconds, in: ['shop/**']}\n"


def surveyed(folder: Path, rules: str, files: dict[str, str], status: str = "accepted") -> Survey:
    record = (f"---\nstatus: {status}\ndate: 2026-01-01\nid: \"ADR-0009\"\n---\n# Time comes from a Clock\n\n"
              "## Decision Outcome\n\nNothing else asks what time it is.\n\n### Confirmation\n"
              f"~~~yaml nova-rules\n{rules}~~~\n")
    survey = survey_of(folder, {"decisions/0009-clock.md": record, "shop/__init__.py": "", **files})
    return replace(survey, decisions=read_book(survey.snapshot, None))


JOB = """from datetime import datetime


class Job:
    def __init__(self, clock):
        self.clock = clock

    def late(self):
        return datetime.now()


def today():
    return datetime.now()
"""


def test_calls_that_can_reach_the_attribute_are_redirected_and_the_others_are_for_a_person(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, CLOCK, {"shop/job.py": JOB})
    findings = found("decision-drift", survey)
    assert [f.symbol for f in findings] == ["Job.late:datetime.datetime.now", "today:datetime.datetime.now"]
    redirected, by_hand = concerns(findings)
    draft = draft_of(survey, redirected)
    redirected_job = JOB.replace("        return datetime", "        return self.clock", 1)
    assert after(survey, draft) == {"shop/job.py": redirected_job}
    assert draft_of(survey, by_hand) == Declined("no self.clock is at hand there")
    assert findings[0].details["decision"] == "ADR-0009"


def test_the_plan_names_the_decision_and_says_first_that_behaviour_changes(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, SECONDS, {"shop/clock.py": "def seconds(): ...\n",
                                          "shop/job.py": "import time\nstart = time.time()\n"})
    draft = draft_of(survey, found("decision-drift", survey))
    assert isinstance(draft, Draft)
    assert draft.plan.title == "Use `shop.clock.seconds` instead of `time.time` in job.py"
    assert draft.plan.why.startswith("Behaviour changes:")
    assert "ADR-0009" in draft.plan.why
    assert after(survey, draft) == {"shop/job.py": "from shop import clock\nstart = clock.seconds()\n"}


def test_a_reference_that_is_no_call_is_named_and_left(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, SECONDS, {"shop/clock.py": "def seconds(): ...\n",
                                          "shop/job.py": "import time\nstart = time.time()\nask(time.time)\n"})
    draft = draft_of(survey, found("decision-drift", survey))
    assert isinstance(draft, Draft)
    assert draft.plan.left_alone == ("shop/job.py:3 passes time.time on without calling it",)


def test_an_import_that_would_close_a_cycle_is_not_proposed(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, SECONDS, {"shop/clock.py": "from shop.job import zone\ndef seconds(): ...\n",
                                          "shop/job.py": "import time\nzone = time.time()\n"})
    declined = draft_of(survey, found("decision-drift", survey))
    assert isinstance(declined, Declined)
    assert "import cycle" in declined.why


def test_the_file_that_defines_the_replacement_keeps_its_call(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, SECONDS, {"shop/clock.py": "import time\ndef seconds(): return time.time()\n"})
    declined = draft_of(survey, found("decision-drift", survey))
    assert declined == Declined("shop/clock.py defines shop.clock.seconds itself")


def test_a_forbidden_call_without_a_replacement_has_no_recipe(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, "- id: no-utcnow\n  forbid-call: {of: [datetime.datetime.utcnow], in: ['shop/**']}\n",
                      {"shop/job.py": "import datetime\nx = datetime.datetime.utcnow()\n"})
    (finding,) = found("decision-drift", survey)
    assert draft_of(survey, [finding]) == Declined("the decision does not say what to use instead")


@pytest.mark.parametrize(("rule", "message"), [
    ("layers: [shop.web, shop.job]", "imports shop.web, a layer above shop.job (ADR-0009)"),
    ("forbid-name: {of: [utcnow], in: ['shop/**']}", "uses utcnow, a name that is not to be used here (ADR-0009)"),
    ("only-import: {of: [datetime], from: [shop.clock]}", "imports datetime, which only shop.clock may (ADR-0009)"),
])
def test_what_is_only_forbidden_is_told_and_left_to_a_person(tmp_path: Path, rule: str, message: str) -> None:
    survey = surveyed(tmp_path, f"- id: a\n  {rule}\n", {
        "shop/web.py": "", "shop/job.py": "import shop.web\nimport datetime\nx = datetime.datetime.utcnow()\n"})
    (finding,) = found("decision-drift", survey)
    assert finding.message == message
    assert draft_of(survey, [finding]) == Declined("the decision does not say what to use instead")


def test_a_forbidden_import_that_is_preferred_otherwise_is_one_finding(tmp_path: Path) -> None:
    rules = "- id: a\n  forbid-import: {of: [simplejson]}\n- id: b\n  prefer: {import: simplejson, use: json}\n"
    survey = surveyed(tmp_path, rules, {"shop/job.py": "import simplejson\nx = simplejson.loads('1')\n"})
    (finding,) = found("decision-drift", survey)
    assert after(survey, draft_of(survey, [finding])) == {"shop/job.py": "import json\nx = json.loads('1')\n"}


def test_an_optional_import_is_refused(tmp_path: Path) -> None:
    code = "try:\n    import simplejson as json\nexcept ImportError:\n    import json\n"
    survey = surveyed(tmp_path, "- id: b\n  prefer: {import: simplejson, use: json}\n", {"shop/job.py": code})
    declined = draft_of(survey, found("decision-drift", survey))
    assert isinstance(declined, Declined)
    assert declined.refused


def test_only_accepted_decisions_and_files_in_their_scope_count(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "tool.py": JOB}
    assert found("decision-drift", surveyed(tmp_path, CLOCK, files)) == []
    survey = surveyed(tmp_path, CLOCK, {"shop/job.py": JOB}, status="proposed")
    assert survey.decisions.decisions[0].status is Status.PROPOSED
    assert found("decision-drift", survey) == []
