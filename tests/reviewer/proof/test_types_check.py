"""The project's own type checker, on both sides of a change."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from proving import Files, Proving

from nova.ports import Silent
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks.types import Types
from reviewer.proof.runs import Runs
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import NOVAS, Interpreter, read_interpreter

pytestmark = pytest.mark.outer

SETTINGS = "[tool.mypy]\nfiles = ['m.py', 'n.py']\n"
FILES = {"pyproject.toml": SETTINGS, "m.py": "def f(a: int) -> int:\n    return a\n\n\nx: str = 1\n",
         "n.py": "from m import f\n\ny: int = f(1)\n"}
GOOD = "import os\n\n\ndef f(a: int) -> int:\n    return a + len(os.sep)\n\n\nx: str = 1\n"
BAD = "def f(a: int) -> str:\n    return str(a)\n\n\nx: str = 1\n"


class Checked:
    """One project whose types are checked in the environment that runs the tests."""

    def __init__(self, folder: Path, files: Files) -> None:
        self.proving = Proving(folder, files)
        interpreter = read_interpreter(Path(sys.prefix) / "bin" / "python3", "the test's", roots=None)
        assert isinstance(interpreter, Interpreter)
        assert isinstance(self.proving.sandbox, Sandbox)
        self.runs = Runs(snapshot=self.proving.snapshot, mirror=self.proving.mirror, interpreter=interpreter,
                         sandbox=self.proving.sandbox, tests=None, cache=folder / "cache", work=folder / "work",
                         progress=Silent(), seconds=100.0)

    def types(self, after: Files) -> CheckResult:
        head = self.runs.tree({path: content.encode() for path, content in after.items()})
        return Types().run(self.proving.draft(after), head, self.runs)


def test_only_errors_that_the_base_does_not_have_count(tmp_path: Path) -> None:
    checked = Checked(tmp_path, FILES)
    good = checked.types({"m.py": GOOD})
    assert (good.outcome, good.detail) == (Outcome.PASSED, "mypy: 1 error before, none new")
    kept, = (tmp_path / "cache" / "proof").glob("types-*.json")
    bad = checked.types({"m.py": BAD})
    assert (bad.outcome, bad.detail) == (Outcome.FAILED, "1 new, the first in n.py (assignment)")
    assert [*(tmp_path / "cache" / "proof").glob("types-*.json")] == [kept]


def test_what_cannot_be_checked_is_not_run_and_says_why(tmp_path: Path) -> None:
    none = Checked(tmp_path / "none", {**FILES, "pyproject.toml": ""}).types({"m.py": GOOD})
    assert (none.outcome, none.detail) == (Outcome.NOT_RUN, "the project sets up no type checker that Nova runs (mypy)")
    unfit = Checked(tmp_path / "unfit", {**FILES, "pyproject.toml": "[tool.mypy]\nstrict = true\n"})
    assert "on the base mypy did not run" in unfit.types({"m.py": GOOD}).detail
    novas = Checked(tmp_path / "novas", FILES)
    novas.runs.interpreter = replace(novas.runs.interpreter, source=NOVAS)
    assert "no environment of its own" in novas.types({"m.py": GOOD}).detail
