"""dead-definition: what nothing refers to goes whole; whatever may be reached from elsewhere is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.detectors import detectors
from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Draft
from reviewer.testing import after, draft_of, found, survey_of

ENGINE = '''"""The engine."""

import itertools
import math

_STEPS = (1, 2, 3)


def start(tries):
    return math.floor(tries)


def backoff_table(tries):
    """Seconds to wait before each try."""
    return _grow(itertools.accumulate(_STEPS[:tries]))


def _grow(steps):
    return [2 * step for step in steps]
'''
RUN = "from app.engine import start\n\nif __name__ == '__main__':\n    start(3)\n"
APP = {"app/__init__.py": "", "app/engine.py": ENGINE, "app/__main__.py": RUN}
TESTS = '''from app.engine import backoff_table, start


def test_start():
    assert start(2) == 2


def test_backoff_table():
    assert backoff_table(2) == [2, 6]
'''
CONTROL = "def _control():\n    return 1\n\n\nprint(1)\n"
LIBRARY = {"pyproject.toml": '[project]\nname = "app"\nversion = "1"\n', **APP}


def names(findings: list[Finding], bar: float = 0.25) -> list[str]:
    return [finding.symbol for finding in findings if finding.score >= bar]


def dead(tmp_path: Path, files: dict[str, str]) -> list[str]:
    return names(found("dead-definition", survey_of(tmp_path, files)))


def test_goes_with_its_helpers_imports_and_tests(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**APP, "tests/test_engine.py": TESTS})
    [finding] = found("dead-definition", survey)
    draft = draft_of(survey, [finding])

    assert finding.symbol == "backoff_table"
    assert after(survey, draft) == {
        "app/engine.py": '"""The engine."""\n\nimport math\n\n\ndef start(tries):\n    return math.floor(tries)\n',
        "tests/test_engine.py": "from app.engine import start\n\n\ndef test_start():\n    assert start(2) == 2\n"}
    assert finding.details["tests"] == ["tests/test_engine.py::test_backoff_table"]


def test_title_names_what_goes(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**APP, "tests/test_engine.py": TESTS})
    draft = draft_of(survey, found("dead-definition", survey))

    assert isinstance(draft, Draft)
    assert draft.plan.title == "Remove `backoff_table`, `_STEPS`, `_grow` and 1 test: nothing uses them"
    assert len(draft.plan.title) <= 72


def test_only_its_own_tests_make_it_weaker(tmp_path: Path) -> None:
    [tested] = found("dead-definition", survey_of(tmp_path, {**APP, "tests/test_engine.py": TESTS}))
    [untested] = found("dead-definition", survey_of(tmp_path, APP))

    assert tested.score < untested.score


def test_a_test_of_something_else_too_keeps_it(tmp_path: Path) -> None:
    both = "from app.engine import backoff_table, start\n\n\ndef test_both():\n    assert backoff_table(start(2))\n"

    assert dead(tmp_path, {**APP, "tests/test_engine.py": both}) == []


def test_a_test_with_a_fixture_of_the_project_keeps_it(tmp_path: Path) -> None:
    asks = "from app.engine import backoff_table\n\n\ndef test_table(engine):\n    assert backoff_table(2)\n"

    assert dead(tmp_path, {**APP, "tests/test_engine.py": asks}) == []


def test_public_names_of_a_library_stay_below_the_bar(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, LIBRARY)
    [finding] = found("dead-definition", survey)

    assert finding.symbol == "backoff_table"
    assert finding.score < 0.25


def test_a_packaged_application_is_no_library_until_its_documents_import_it(tmp_path: Path) -> None:
    packaged = {**LIBRARY, "pyproject.toml": LIBRARY["pyproject.toml"] + '[project.scripts]\napp = "app.cli:main"\n'}

    assert dead(tmp_path, packaged) == ["backoff_table"]
    assert dead(tmp_path, {**packaged, "README.md": "```python\nfrom app import engine\n```\n"}) == []


def test_the_commit_that_took_the_last_use_is_named(tmp_path: Path) -> None:
    used = RUN.replace("start(3)", "_grow([start(3)])").replace("import start", "import _grow, start")
    engine = ENGINE.replace("return _grow(itertools.accumulate(_STEPS[:tries]))", "return itertools.accumulate(_STEPS)")
    survey = survey_of(tmp_path, {**APP, "app/engine.py": engine, "app/__main__.py": used},
                       [({"app/__main__.py": RUN}, "Stop growing")])
    finding = next(f for f in found("dead-definition", survey) if f.symbol == "_grow")

    assert finding.event == survey.snapshot.commit
    assert f"{survey.snapshot.commit[:7]} (2026-01-02) took its last use away" in finding.why


def test_two_that_call_each_other_are_one_finding(tmp_path: Path) -> None:
    circle = ("def _odd(n):\n    return n and _even(n - 1)\n\n\n"
              "def _even(n):\n    return not n or _odd(n - 1)\n\n\nx = 1\n")
    survey = survey_of(tmp_path, {"m.py": circle, "run.py": "import m\n\nprint(m.x)\n"})
    [finding] = found("dead-definition", survey)

    assert finding.details["definitions"] == ["m.py::_odd", "m.py::_even"]


def test_a_comment_that_names_it_is_told(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {**APP, "app/other.py": "# see backoff_table\nX = 1\nprint(X)\n"})
    [finding] = found("dead-definition", survey)

    assert finding.details["left_alone"] == ["app/other.py:1 names it in a comment"]


TRAPS = [
    "def _f():\n    return 1\n\n\nHANDLERS = {'f': _f}\nprint(HANDLERS)\n",
    "import web\n\n\n@web.route('/')\ndef _f():\n    return 1\n",
    "import web\n\n\nclass _f(web.Command):\n    name = 'f'\n",
    "import web\n\n\nclass _f(metaclass=web.Meta):\n    name = 'f'\n",
    "import web\n\n_f = web.connect()\n",
    "def _f():\n    return 1\n\n\ndef run(what):\n    return globals()[what]()\n\n\nrun('x')\n",
    "def _f():\n    return 1\n\n\nprint('_f')\n",
    "if print:\n    def _f():\n        return 1\n",
    "def _f():\n    return 1\n\n\ndef _f():\n    return 2\n",
    "def __getattr__(name):\n    return 1\n\n\ndef _f():\n    return 1\n",
    "def _f():\n    return 1\n\n\n__all__ = ['_f']\n",
    "def _f_get():\n    return 1\n\n\ndef run(m, what):\n    return getattr(m, f'_f_{what}')\n\n\nrun(1, 2)\n",
    "def x():\n    return 1\n\n\nprint(x())\n\n_f = x  # backwards compatible name\n",
    "_f = int\n\n\ndef load(x):\n    # type: (_f) -> int\n    return x\n\n\nload(1)\n",
    "import os\n\n_f = [os]\n",
    "# Unpickled by the importer.\ndef _f():\n    return 1\n",
    "def _f():\n    '''Deprecated: use g.'''\n    return 1\n",
    "def pytest_configure():\n    return 1\n\n\ndef main():\n    return 1\n\n\n_log = print\n",
]


def test_left_alone_in_its_module(tmp_path: Path) -> None:
    files = {f"m{n}.py": source.replace("_f", f"_f{n}") for n, source in enumerate(TRAPS)}
    run = "".join(f"import m{n}\n" for n in range(len(TRAPS)))

    assert dead(tmp_path, {**files, "run.py": run, "control.py": CONTROL}) == ["_control"]


NAMED = {
    "docs/usage.md": "Call `_load0` first.",
    "app/page.html": "{{ _load1(1) }}",
    "app/settings.toml": 'loader = "app.a._load2"',
    "app/b3.py": '"""Uses :func:`_load3`."""\n',
    "app/b4.py": "from app import a\n\nprint(a._load4(1))\n",
    "app/b5.py": "from app.a import _load5\n\nprint(_load5)\n",
    "app/b6.py": "from app.a import _load6 as load\n\nprint(load)\n",
    "app/b7.py": "from app.a import _load7\n\n__all__ = ['_load7']\n",
    "app/b8.py": "HANDLER = 'app.a:_load8'\nprint(HANDLER)\n",
    "app/__init__.py": "from .a import _load9\n",
}


def test_left_alone_when_named_elsewhere(tmp_path: Path) -> None:
    loads = "".join(f"def _load{n}(path):\n    return path\n\n\n" for n in range(11))

    assert dead(tmp_path, {"app/a.py": loads, **NAMED}) == ["_load10"]


@pytest.mark.parametrize(("path", "text"), [
    ("CHANGELOG.md", "Added `_load`."),
    ("app/b.py", "class Reader:\n    def _load(self):\n        return 1\n\n"
                 "    def read(self):\n        return self._load()\n\n\nprint(Reader)\n"),
    ("app/b.py", "def _load():\n    return 1\n\n\nprint(_load())\n"),
    ("app/b.py", "from app.a import X, _load\n\nprint(X)\n"),
])
def test_found_although_the_word_stands_elsewhere(path: str, text: str, tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/a.py": "def _load(path):\n    return path\n\n\nX = 1\nprint(X)\n", path: text}
    survey = survey_of(tmp_path, files)
    [finding] = found("dead-definition", survey)

    assert "app/a.py" in after(survey, draft_of(survey, [finding]))


PLACES = ["app/settings.py", "docs/conf.py", "shop/migrations/0001.py", "app/_vendor/x.py", "examples/show.py",
          "setup.py", "tasks.py"]


def test_files_that_are_looked_up_by_their_place(tmp_path: Path) -> None:
    files = {path: f"def _unused{n}():\n    return 1\n\n\nX = 1\nprint(X)\n" for n, path in enumerate(PLACES)}

    assert dead(tmp_path, {**files, "control.py": CONTROL}) == ["_control"]


def test_one_of_a_table_of_constants_is_not_worth_it(tmp_path: Path) -> None:
    table = "RED = 1\nGREEN = 2\nBLUE = 3\nGREY = 4\n"

    assert dead(tmp_path, {"m.py": table, "run.py": "import m\n\nprint(m.RED, m.GREEN, m.BLUE)\n"}) == []


def test_says_what_it_finds() -> None:
    assert detectors()["dead-definition"].why.endswith(".")
