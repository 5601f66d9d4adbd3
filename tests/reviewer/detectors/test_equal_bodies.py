"""equal-bodies: one function kept, the others import it; copies on purpose and risky ones are left alone."""

from __future__ import annotations

from pathlib import Path

from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Declined
from reviewer.testing import after, draft_of, found, survey_of

CLEAN = '''def clean(text, limit=80):
    text = re.sub("a", "b", text)
    text = text.strip()
    return text[:limit]
'''
TEXT = f"import re\n\n\n{CLEAN}\n\nprint(clean('a'))\n"
BASE = {"pkg/__init__.py": "", "pkg/text_utils.py": TEXT, "pkg/report.py": TEXT}


def merged(tmp_path: Path, files: dict[str, str]) -> list[str]:
    return [finding.path for finding in found("equal-bodies", survey_of(tmp_path, files))]


def test_the_shared_module_keeps_it(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, BASE)
    findings = found("equal-bodies", survey)

    assert after(survey, draft_of(survey, findings)) == {
        "pkg/report.py": "from pkg.text_utils import clean\n\n\nprint(clean('a'))\n"}


def test_a_title_says_what_and_from_where(tmp_path: Path) -> None:
    deep = "pkg/with_quite_a_long_name/and_another_one/"
    files = {f"{deep}__init__.py": "", "pkg/with_quite_a_long_name/__init__.py": "", f"{deep}texts.py": TEXT,
             f"{deep}words.py": TEXT, "pkg/__init__.py": ""}
    survey = survey_of(tmp_path, files)
    draft = draft_of(survey, found("equal-bodies", survey))

    assert isinstance(draft, Draft)
    assert draft.plan.title == "Import `clean` from texts.py instead of repeating it"


def test_three_copies_are_one_concern(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**BASE, "pkg/page.py": TEXT})
    findings = found("equal-bodies", survey)

    assert len({finding.concern for finding in findings}) == 1
    assert sorted(after(survey, draft_of(survey, findings))) == ["pkg/page.py", "pkg/report.py"]


def test_relative_stays_relative(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**BASE, "pkg/report.py": "import re\n\nfrom . import other\n" + TEXT[10:],
                                  "pkg/other.py": ""})
    [finding] = found("equal-bodies", survey)

    assert "from .text_utils import clean\n" in after(survey, draft_of(survey, [finding]))["pkg/report.py"]


DOCUMENTED = TEXT.replace("):\n", '):\n    """Ready for print."""\n', 1)


def test_the_one_that_is_documented_stays(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**BASE, "pkg/report.py": DOCUMENTED})

    assert after(survey, draft_of(survey, found("equal-bodies", survey))) == {
        "pkg/text_utils.py": "from pkg.report import clean\n\n\nprint(clean('a'))\n"}


VARIANTS = [
    {"pkg/report.py": DOCUMENTED, "pkg/text_utils.py": DOCUMENTED.replace("print.", "the page.")},
    {"pkg/report.py": "import numpy\n" + DOCUMENTED},
    {"pkg/report.py": TEXT.replace("limit=80", "limit=60")},
    {"pkg/report.py": TEXT.replace("limit=80", "limit: int = 80")},
    {"pkg/report.py": TEXT.replace("import re\n", "import regex as re\n")},
    {"pkg/report.py": TEXT.replace("def clean", "@print\ndef clean")},
    {"pkg/report.py": TEXT.replace("def clean", "# Copied from text_utils, which cannot be imported here.\ndef clean")},
    {"pkg/report.py": "# Keep in sync with text_utils.\n" + TEXT},
    {"pkg/report.py": TEXT + "\n\nif __name__ == '__main__':\n    clean('b')\n"},
    {"pkg/report.py": "", "pkg/_vendor/report.py": TEXT},
    {"pkg/report.py": "", "pkg/v1/report.py": TEXT},
    {"pkg/report.py": "", "tests/test_report.py": TEXT},
    {"pkg/report.py": "", "other/__init__.py": "", "other/report.py": TEXT},
    {"pkg/text_utils.py": TEXT + "\nfrom pkg import report\n",
     "pkg/report.py": TEXT + "\nfrom pkg import text_utils\n"},
    {"pkg/text_utils.py": "import winreg\n" + TEXT, "pkg/report.py": "import fcntl\n" + TEXT},
    {"pkg/text_utils.py": "import numpy\n" + TEXT, "pkg/report.py": "import scipy\n" + TEXT},
]


def test_left_alone(tmp_path: Path) -> None:
    """Every variant in a package of its own."""
    everything: dict[str, str] = {}
    for n, files in enumerate(VARIANTS):
        for path, text in {**BASE, **files}.items():
            place = path.replace("pkg", f"pkg{n}").replace("other/", f"other{n}/").replace("tests/", f"tests/t{n}/")
            everything[place] = text.replace("pkg", f"pkg{n}")

    assert merged(tmp_path, {**everything, **BASE}) == ["pkg/report.py"]


def test_a_cycle_through_others_turns_it_round(tmp_path: Path) -> None:
    files = {**BASE, "pkg/text_utils.py": "from pkg import middle\n" + TEXT,
             "pkg/middle.py": "from pkg import report\n"}

    assert merged(tmp_path, files) == ["pkg/text_utils.py"]


def test_an_import_that_is_there_settles_the_question_of_cycles(tmp_path: Path) -> None:
    files = {**BASE, "pkg/__init__.py": "from pkg import report\n",
             "pkg/text_utils.py": "import pkg\n" + TEXT + "\nX = 1\n",
             "pkg/report.py": "from pkg.text_utils import X\n" + TEXT}

    assert merged(tmp_path, {**files, "pkg/report.py": TEXT}) == ["pkg/text_utils.py"]
    assert merged(tmp_path, files) == ["pkg/report.py"]


def test_two_statements_are_too_few(tmp_path: Path) -> None:
    short = "def clean(text):\n    text = text.strip()\n    return text\n\n\nprint(clean('a'))\n"

    assert merged(tmp_path, {**BASE, "pkg/text_utils.py": short, "pkg/report.py": short}) == []


def test_a_patched_copy_is_refused(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**BASE, "tests/test_report.py": "TARGET = 'pkg.report.re'\nprint(TARGET)\n"})
    declined = draft_of(survey, found("equal-bodies", survey))

    assert isinstance(declined, Declined)
    assert declined.refused
