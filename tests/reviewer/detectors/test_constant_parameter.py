"""A private function's parameter that is one constant everywhere is found; whatever leaves a doubt is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.domain.proposal import Draft
from reviewer.testing import after, draft_of, found, survey_of

CALLS = "def go(x):\n    return _pad(x, 4), _pad(x + 1, 4)\n"
PAD = "def _pad(text, width):\n    return text.rjust(width)\n\n\n"


def test_the_constant_moves_into_the_function(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"m.py": PAD + CALLS})
    (finding,) = found("constant-parameter", survey)
    assert finding.message == "_pad: width is 4 at all 2 calls"
    draft = draft_of(survey, [finding])
    assert isinstance(draft, Draft)
    assert draft.plan.title == "Drop `width` of `_pad`: it is 4 at every call"
    assert draft.safe
    assert after(survey, draft)["m.py"] == (
        "def _pad(text):\n    return text.rjust(4)\n\n\ndef go(x):\n    return _pad(x), _pad(x + 1)\n")


def test_a_default_that_nobody_changes_keeps_its_quotes(tmp_path: Path) -> None:
    code = "def _pad(text, fill=\"-\"):\n    return text + fill\n\n\nprint(_pad(1), _pad(2, '-'))\n"
    survey = survey_of(tmp_path, {"m.py": code})
    draft = draft_of(survey, found("constant-parameter", survey))
    assert after(survey, draft)["m.py"] == "def _pad(text):\n    return text + \"-\"\n\n\nprint(_pad(1), _pad(2))\n"


CONTROL = PAD + CALLS
LEFT_ALONE = {
    "another value": PAD + CALLS + "_pad(1, 5)\n",
    "one call only": PAD + "_pad(1, 4)\n",
    "a callback": PAD + CALLS + "ask(_pad)\n",
    "a partial": PAD + CALLS + "partial(_pad, width=4)\n",
    "starred": PAD + CALLS + "_pad(*both)\n",
    "decorated": "@register\n" + PAD + CALLS,
    "named in a string": PAD + CALLS + "patch('m._pad')\n",
    "exported": "__all__ = ['_pad']\n" + PAD + CALLS,
    "decides a branch": "def _pad(text, width):\n    if width:\n        return text\n\n\n" + CALLS,
    "defined twice": PAD + PAD + CALLS,
    "conditional": "if a:\n    def _pad(text, width):\n        return text, width\n\n\n" + CALLS,
    "no constant": PAD + "def go(x):\n    return _pad(x, SIZE), _pad(x, SIZE)\n",
    "a method": "class A:\n    def _pad(self, width):\n        return width\n\n    def go(self):\n"
                "        return self._pad(4), self._pad(4)\n",
    "public": (PAD + CALLS).replace("_pad", "pad"),
}


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files with findings, of one project that holds every case, and one that is no trap, under its own names."""
    cases = [*LEFT_ALONE.values(), CONTROL]
    files = {f"m{n}.py": code.replace("pad", f"pad{n}") for n, code in enumerate(cases)}
    return {finding.path for finding in found("constant-parameter", survey_of(tmp_path_factory.mktemp("cases"), files))}


@pytest.mark.parametrize("number", range(len(LEFT_ALONE)), ids=LEFT_ALONE)
def test_left_alone(found_in: set[str], number: int) -> None:
    assert f"m{number}.py" not in found_in


def test_the_project_of_traps_holds_one_that_is_none(found_in: set[str]) -> None:
    assert found_in == {f"m{len(LEFT_ALONE)}.py"}


def test_calls_of_other_files_count_and_helpers_of_tests_are_left_alone(tmp_path: Path) -> None:
    other = "from m import _pad\n_pad(1, 5)\n"
    assert found("constant-parameter", survey_of(tmp_path, {"m.py": PAD + CALLS, "other.py": other})) == []
    assert found("constant-parameter", survey_of(tmp_path, {"test_m.py": PAD + CALLS})) == []


def test_a_document_that_names_the_function_keeps_it(tmp_path: Path) -> None:
    assert found("constant-parameter", survey_of(tmp_path, {"m.py": PAD + CALLS, "api.md": "Call `_pad(x, 4)`."})) == []
