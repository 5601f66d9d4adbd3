"""deprecated-call: by qualified name, and only where the new one is there on every Python supported."""

from __future__ import annotations

from pathlib import Path

from reviewer.domain.proposal import Draft
from reviewer.operations.replace_call import TABLE
from reviewer.testing import after, concerns, draft_of, found, survey_of

FLOOR = "[project]\nname = 'p'\nversion = '1'\nrequires-python = '>=3.8'\n"


def test_old_names_are_found_through_the_imports(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {
        "pyproject.toml": FLOOR,
        "m.py": "import logging as log\n\nlog.warn('a')\n\n\ndef warn(): ...\n\n\nwarn()\n",
        "n.py": "from warnings import warn\n\nwarn('a')\n",
        "vendor/o.py": "import logging\n\nlogging.warn('a')\n"})
    (finding,) = found("deprecated-call", survey)
    assert (finding.path, finding.line, finding.symbol) == ("m.py", 3, "logging.warn")
    draft = draft_of(survey, [finding])
    assert isinstance(draft, Draft)
    assert draft.safe
    assert draft.plan.title == "Use `warning` instead of deprecated `warn` in m.py"
    assert "log.warning('a')" in after(survey, draft)["m.py"]


def test_what_moved_together_is_one_proposal(tmp_path: Path) -> None:
    code = "from collections import Mapping, Set, deque\n\nprint(Mapping, Set, deque)\n"
    survey = survey_of(tmp_path, {"pyproject.toml": FLOOR, "m.py": code})
    (group,) = concerns(found("deprecated-call", survey))
    draft = draft_of(survey, group)
    assert isinstance(draft, Draft)
    assert draft.plan.title == "Use collections.abc in m.py"
    assert after(survey, draft) == {"m.py": ("from collections import deque\nfrom collections.abc import Mapping, Set\n"
                                             "\nprint(Mapping, Set, deque)\n")}


def test_without_a_floor_python_2_may_be_supported(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": "from collections import Mapping\n\nprint(Mapping)\n"})
    assert found("deprecated-call", survey) == []


def test_the_table_holds_no_name_whose_meaning_changed() -> None:
    old = {entry.old for entry in TABLE}
    assert len(old) == len(TABLE)
    assert not {name.rpartition(".")[2] for name in old} & {"utcnow", "getargspec", "gcd", "iscoroutinefunction"}
