"""A project's own settings, read as data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nova.code.conventions import Conventions, matches, read_conventions
from nova.code.pythons import floor_of
from nova.domain.project import Project, ProjectId
from nova.domain.snapshot import BlobId, CommitSha, Snapshot, SourceFile, TreeOid
from nova.testing import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def conventions(folder: Path, **files: str | bytes) -> Conventions:
    """Of a snapshot with these files; `pyproject_toml` stands for `pyproject.toml`, `_flake8` for `.flake8`."""
    named = {".flake8" if name == "_flake8" else name.replace("_toml", ".toml").replace("_ini", ".ini").replace(
        "setup_", "setup."): content for name, content in files.items()}
    for name, content in named.items():
        write(folder, name, content)
    listed = {name: SourceFile(name, BlobId(""), (folder / name).stat().st_size) for name in named}
    project = Project(id=ProjectId("0" * 16), name="p", path=folder)
    return read_conventions(Snapshot(
        project=project, commit=CommitSha("c"), tree=TreeOid("t"), committed_at=datetime(2026, 1, 1, tzinfo=UTC),
        branch="main", root=folder, files=listed))


@pytest.mark.parametrize(("said", "floor"), [
    (">=3.9", (3, 9)), ("~=3.9", (3, 9)), ("~=3.9.2", (3, 9)), ("==3.*", (3, 0)), (">=3.8,<4", (3, 8)),
    ("<4,>=3.8", (3, 8)), ("^3.9", (3, 9)), (">=3.6, !=3.7.*", (3, 6)), (">=3.9, !=3.9.*, !=3.10.*", (3, 11)),
    (">=2.7, !=3.0.*", (2, 7)), (">3.8", (3, 8)), (">= 3.11", (3, 11)), (">=3", (3, 0)), ("==3.10.4", (3, 10)),
    (">=3.9 <4", (3, 9)), ("^3.8 || ^3.10", (3, 8)), (">=3.8.1,>=3.9", (3, 9)), ("3.10", (3, 10)),
    ("<4", None), ("*", None), ("", None), ("junk", None), (">=3.8 || <3", None), ("!=3.9.*", None),
])
def test_the_oldest_python_of_a_specifier(said: str, floor: tuple[int, int] | None) -> None:
    assert floor_of(said) == floor


def test_the_floor_is_found_where_projects_write_it(folder: Path) -> None:
    assert conventions(folder, pyproject_toml="[project]\nrequires-python = '>=3.10'\n").floor == (3, 10)
    assert conventions(folder, pyproject_toml="[tool.poetry.dependencies]\npython = '^3.9'\n").floor == (3, 9)
    assert conventions(folder, setup_cfg="[options]\npython_requires = >=3.8\n").floor == (3, 8)
    assert conventions(folder, setup_py="setup(name='x', python_requires = '>=3.7')\n").floor == (3, 7)
    assert conventions(folder).floor is None


RUFF = """
[tool.ruff]
extend-exclude = ["vendored"]
[tool.ruff.lint]
select = ["ALL"]
extend-select = ["F401"]
ignore = ["F", "ERA001", "D1"]
[tool.ruff.lint.per-file-ignores]
"tests/**" = ["S101"]
"{docs,tools}/*.py" = ["T20"]
"__init__.py" = ["E402"]
"!src/**.py" = ["INP"]
"""


def test_what_ruff_is_told(folder: Path) -> None:
    lint = conventions(folder, pyproject_toml=RUFF).lint
    assert [code for code in ("F401", "UP006", "F841", "ERA001", "D100", "D200") if lint.enables(code)] == [
        "F401", "UP006", "D200"]
    assert not lint.ignores("a.py", "F401")
    assert lint.ignores("a.py", "F841")
    assert lint.ignores("tests/deep/test_a.py", "S101")
    assert not lint.ignores("src/a.py", "S101")
    assert lint.ignores("tools/x.py", "T201")
    assert lint.ignores("src/pkg/__init__.py", "E402")
    assert lint.ignores("x.py", "INP001")
    assert not lint.ignores("src/x.py", "INP001")
    assert lint.ignores("src/vendored/x.py", "F401")


def test_a_prefix_ends_where_the_letters_do(folder: Path) -> None:
    lint = conventions(folder, ruff_toml="[lint]\nselect = ['E', 'PL', 'C4']\n").lint
    assert [code for code in ("E501", "ERA001", "PLR2004", "C401", "C901", "COM812") if lint.enables(code)] == [
        "E501", "PLR2004", "C401"]


def test_ruff_without_a_selection_looks_for_its_defaults(folder: Path) -> None:
    lint = conventions(folder, pyproject_toml="[tool.ruff]\nline-length = 100\n").lint
    assert lint.enables("F401")
    assert not lint.enables("UP006")


def test_no_linter_enables_nothing_and_ignores_nothing(folder: Path) -> None:
    lint = conventions(folder, pyproject_toml="[project]\nname = 'x'\n").lint
    assert not lint.enables("F401")
    assert not lint.ignores("a.py", "F401")


def test_what_flake8_is_told(folder: Path) -> None:
    lint = conventions(folder, _flake8="[flake8]\nextend-ignore = E203,  # black\n  W291\nexclude = build,docs\n"
                       "per-file-ignores =\n  tests/*: F401,F811\n  setup.py:E501\n").lint
    assert lint.enables("F401")
    assert lint.ignores("a.py", "E203")
    assert lint.ignores("a.py", "W291")
    assert lint.ignores("tests/a.py", "F811")
    assert lint.ignores("setup.py", "E501")
    assert not lint.ignores("a.py", "F401")
    assert lint.ignores("docs/conf.py", "F401")


def test_entry_points_of_every_kind(folder: Path) -> None:
    toml = """
[project.scripts]
nova = "pkg.cli:main"
[project.gui-scripts]
gui = "pkg.gui : run [extra]"
[project.entry-points."pytest11"]
plug = "pkg.plugin"
[tool.poetry.scripts]
old = {reference = "pkg.old:main", type = "console"}
"""
    cfg = "[options.entry_points]\nconsole_scripts =\n  one = pkg.one:main\n  two=pkg.two:main [x]\n"
    py = "setup(entry_points={'console_scripts': ['three = pkg.three:Class.run']})\n"
    assert conventions(folder, pyproject_toml=toml, setup_cfg=cfg, setup_py=py).entry_points == {
        "pkg.cli:main", "pkg.gui:run", "pkg.plugin", "pkg.old:main", "pkg.one:main", "pkg.two:main",
        "pkg.three:Class.run"}


def test_where_pytest_looks(folder: Path) -> None:
    toml = "[tool.pytest.ini_options]\ntestpaths = ['t1', 't2']\npython_files = 'check_*.py'\n"
    found = conventions(folder, pyproject_toml=toml)
    assert (found.testpaths, found.python_files) == (("t1", "t2"), ("check_*.py",))
    assert conventions(folder, pyproject_toml=toml, pytest_ini="[pytest]\ntestpaths = own\n").testpaths == ("own",)
    assert conventions(folder, setup_cfg="[tool:pytest]\ntestpaths = a b\n").testpaths == ("a", "b")
    assert conventions(folder, tox_ini="[pytest]\ntestpaths =\n  a\n  b\n").testpaths == ("a", "b")


def test_whether_mypy_is_used(folder: Path) -> None:
    assert conventions(folder, pyproject_toml="[tool.mypy]\nstrict = true\n").uses_mypy
    assert conventions(folder, mypy_ini="[mypy]\n").uses_mypy
    assert not conventions(folder, pyproject_toml="").uses_mypy


def test_what_the_project_leaves_out(folder: Path) -> None:
    found = conventions(folder, pyproject_toml="[tool.nova]\npaths_left_out = ['vendor', 'gen/**/*.py']\n"
                        "rules_left_out = ['dead-definition']\nopen_at_most = 1\n")
    assert [path for path in ("vendor/a.py", "x/vendor.py", "gen/a.py", "gen/x/y.py", "a.py")
            if found.leaves_out(path)] == ["vendor/a.py", "gen/a.py", "gen/x/y.py"]
    assert found.rules_left_out == {"dead-definition"}
    assert found.nova["open_at_most"] == 1


@pytest.mark.parametrize(("name", "content"), [
    ("pyproject_toml", "[tool\n"), ("pyproject_toml", b"\xff\xfe"), ("pyproject_toml", "x = " + "[" * 5000),
    ("setup_cfg", "no section\n"), ("_flake8", "[flake8\nx"), ("ruff_toml", "select = [\n"),
])
def test_broken_settings_are_named_and_say_nothing(folder: Path, name: str, content: str | bytes) -> None:
    found = conventions(folder, **{name: content})
    assert len(found.problems) == 1
    assert "settings are not known" in found.problems[0].why
    assert found.floor is None


@pytest.mark.parametrize("toml", [
    "tool = 1\n", "[tool]\nruff = 3\nmypy = []\n", "[tool.ruff.lint]\nselect = 7\nper-file-ignores = 'x'\n",
    "[project]\nrequires-python = 3.9\nscripts = ['x']\nentry-points = {a = 'b'}\n",
    "[tool.pytest.ini_options]\ntestpaths = 3\n", "[tool.nova]\npaths_left_out = {a = 1}\nrules_left_out = [1, 'x']\n",
])
def test_values_of_the_wrong_kind_are_no_crash(folder: Path, toml: str) -> None:
    assert conventions(folder, pyproject_toml=toml).floor is None


def test_an_extend_is_never_followed(folder: Path) -> None:
    (folder.parent / "secret.toml").write_text("[lint]\nselect = ['F']\n")
    lint = conventions(folder, ruff_toml="extend = '../secret.toml'\n[lint]\nselect = ['E']\n").lint
    assert not lint.enables("F401")


def test_a_pattern_full_of_stars_takes_no_time() -> None:
    assert not matches("*a" * 60 + "b", "a" * 200)
