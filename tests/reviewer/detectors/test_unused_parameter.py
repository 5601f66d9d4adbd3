"""A private function's parameter that it never reads is found, and dropped with its arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.testing import after, draft_of, found, survey_of

PAD = "def _pad(text, width):\n    return text\n\n\n"


def test_the_parameter_goes_with_its_arguments_and_their_import(tmp_path: Path) -> None:
    files = {"m.py": PAD + "print(_pad(1, 2))\n",
             "other.py": "from os import sep\n\nimport m\n\nprint(m._pad(1, width=sep))\n"}
    survey = survey_of(tmp_path, files)
    (finding,) = found("unused-parameter", survey)
    assert finding.message == "_pad: width is never read"
    assert after(survey, draft_of(survey, [finding])) == {
        "m.py": "def _pad(text):\n    return text\n\n\nprint(_pad(1))\n",
        "other.py": "import m\n\nprint(m._pad(1))\n"}


@pytest.mark.parametrize(("parameter", "given", "wanted"), [
    ("width", "width", True), ("width=1", "width", False), ("*, width", "width=width", False), ("width=1", "2", True)])
def test_an_option_that_callers_hand_on_may_be_forgotten_rather_than_left_over(
        tmp_path: Path, parameter: str, given: str, wanted: bool) -> None:
    code = (f"def _pad(text, {parameter}):\n    return text\n\n\n"
            f"def pad(text, width):\n    print(width)\n    return _pad(text, {given})\n")
    (finding,) = found("unused-parameter", survey_of(tmp_path, {"m.py": code}))
    assert (finding.score >= 0.25) is wanted


CONTROL = PAD + "_pad(1, 2)\n"
LEFT_ALONE = {
    "read": "def _pad(text, width):\n    return text, width\n\n\n_pad(1, 2)\n",
    "read by an inner function": "def _pad(text, width):\n    return text, lambda: width\n\n\n_pad(1, 2)\n",
    "read through locals": "def _pad(text, width):\n    return text, locals()\n\n\n_pad(1, 2)\n",
    "a stub": "def _pad(text, width):\n    raise NotImplementedError\n\n\n_pad(1, 2)\n",
    "an ellipsis": "def _pad(text, width): ...\n\n\n_pad(1, 2)\n",
    "meant to be unused": "def _pad(text, _width):\n    return text\n\n\n_pad(1, 2)\n",
    "never called": PAD,
    "a callback": PAD + "ask(_pad)\n",
    "work in an argument": PAD + "_pad(1, work())\n",
    "a caller's parameter goes unread": PAD + "def pad(text, width):\n    return _pad(text, width)\n",
    "documented": "def _pad(text, width):\n    \"\"\"Pad to `width`.\"\"\"\n    return text\n\n\n_pad(1, 2)\n",
}


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files with findings, of one project that holds every case, and one that is no trap, under its own names."""
    cases = [*LEFT_ALONE.values(), CONTROL]
    files = {f"m{n}.py": code.replace("pad", f"pad{n}") for n, code in enumerate(cases)}
    return {finding.path for finding in found("unused-parameter", survey_of(tmp_path_factory.mktemp("cases"), files))}


@pytest.mark.parametrize("number", range(len(LEFT_ALONE)), ids=LEFT_ALONE)
def test_left_alone(found_in: set[str], number: int) -> None:
    assert f"m{number}.py" not in found_in


def test_the_project_of_traps_holds_one_that_is_none(found_in: set[str]) -> None:
    assert found_in == {f"m{len(LEFT_ALONE)}.py"}
