"""The checks that run nothing of the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from proving import draft_of, everything

from reviewer.domain.change import FileChange, Span
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Recipe, Step
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks import checks, sandboxed_checks
from reviewer.tree import Tree


def change(before: str | None, after: str | bytes | None, path: str = "m.py",
           spans: tuple[Span, ...] | None = None) -> FileChange:
    old = None if before is None else before.encode()
    new = after.encode() if isinstance(after, str) else after
    return FileChange(path=path, before=old, after=new, spans=everything(old) if spans is None else spans)


def result(name: str, draft: Draft, folder: Path) -> CheckResult:
    for one in draft.changes.files:
        if one.before is not None:
            (folder / one.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / one.path).write_bytes(one.before)
    base = Tree(folder, [one.path for one in draft.changes.files if one.before is not None])
    return next(check for check in checks() if check.name == name).run(draft, base)


def outcome(name: str, one: FileChange, folder: Path) -> Outcome:
    return result(name, draft_of(one), folder).outcome


def test_the_cheapest_comes_first() -> None:
    assert [check.name for check in checks()] == ["parses", "protected-paths", "invisible", "confined", "secrets",
                                                  "free-form", "ruff", "public-api", "idempotent", "edited-tests",
                                                  "machinery"]
    assert [check.name for check in sandboxed_checks()] == ["imports", "types", "differential"]


@pytest.mark.parametrize(("after", "expected"), [
    ("x = 1\n", Outcome.PASSED),
    ("x = (\n", Outcome.FAILED),
    ("return 1\n", Outcome.FAILED),
    (b"# coding: latin-1\nx = '\xe9'\n", Outcome.PASSED),
    (b"x = '\xe9'\n", Outcome.FAILED),
    ("x = " + "(" * 5000 + ")" * 5000 + "\n", Outcome.FAILED),
    (None, Outcome.PASSED),
])
def test_parses(tmp_path: Path, after: str | bytes | None, expected: Outcome) -> None:
    assert outcome("parses", change("x = 0\n", after), tmp_path) is expected


@pytest.mark.parametrize("path", [
    "pyproject.toml", "tests/setup.cfg", ".github/workflows/ci.yml", "uv.lock",
    "decisions/0001-a.md", "docs/adr/0001.md", "requirements-dev.txt", ".gitattributes", "noxfile.py",
])
def test_protected_paths_need_a_grant(tmp_path: Path, path: str) -> None:
    told = result("protected-paths", draft_of(change("a\n", "b\n", path)), tmp_path)
    assert told.outcome is Outcome.FAILED
    assert "a proposal does not change it" in told.detail


@pytest.mark.parametrize(("path", "after"), [
    ("conftest.py", "b\n"), ("tests/conftest.py", "b\n"), ("tests/conftest.py", "a  # noqa\n"),
    ("tests/test_cart.py", "b\n"), ("tests/prices.json", "b\n"), ("tests/test_cart.py", None),
])
def test_so_do_files_of_the_suite(tmp_path: Path, path: str, after: str | None) -> None:
    before = "a\n" if after else "def test_it():\n    pass\n"
    told = result("edited-tests", draft_of(change(before, after, path)), tmp_path)
    assert told.outcome is Outcome.FAILED
    assert told.detail.endswith("test files are protected")


def test_a_conftest_is_neither_written_nor_taken_away(tmp_path: Path) -> None:
    assert outcome("protected-paths", change(None, "b\n", "conftest.py"), tmp_path) is Outcome.FAILED
    assert outcome("protected-paths", change("a\n", None, "tests/conftest.py"), tmp_path) is Outcome.FAILED
    assert outcome("protected-paths", change("a\n", "b\n", ".github/conftest.py"), tmp_path) is Outcome.FAILED


@pytest.mark.parametrize("path", ["shop/cart.py", "shop/decisions.py", "tests/test_cart.py", "docs/guide.md"])
def test_other_paths_do_not(tmp_path: Path, path: str) -> None:
    assert outcome("protected-paths", change("a = 1\n", "a = 2\n", path), tmp_path) is Outcome.PASSED


def test_a_draft_may_not_write_the_tests_it_is_judged_by(tmp_path: Path) -> None:
    assert outcome("protected-paths", change(None, "def test(): pass\n", "tests/test_new.py"),
                   tmp_path) is Outcome.FAILED


def test_a_name_with_escapes_is_shown_harmless(tmp_path: Path) -> None:
    told = result("protected-paths", draft_of(change("a\n", "b\n", "decisions/\x1b[31m\nx.md")), tmp_path)
    assert told.detail.isprintable()


BASE = "a = 1\n\n\ndef f():\n    return 1\n\n\nb = 2\n"


@pytest.mark.parametrize(("after", "spans", "expected"), [
    (BASE.replace("return 1", "return 2"), ((5, 5),), Outcome.PASSED),
    (BASE.replace("return 1", "return 2"), ((1, 1),), Outcome.FAILED),
    (BASE.replace("def f():\n    return 1\n\n\n", ""), ((4, 5),), Outcome.PASSED),
    (BASE.replace("\n\ndef f():\n    return 1\n", ""), ((4, 5),), Outcome.PASSED),
    (BASE.replace("def f():\n    return 1\n\n\nb = 2\n", ""), ((4, 5),), Outcome.FAILED),
    ("import x\n" + BASE, ((1, 0),), Outcome.PASSED),
    ("import x\n" + BASE, ((9, 8),), Outcome.FAILED),
    (BASE + "c = 3\n", ((9, 8),), Outcome.PASSED),
    (BASE.replace("b = 2\n", "c = 3\nb = 2\n"), ((8, 7),), Outcome.PASSED),
    (BASE.replace("return 1\n", "'''\n") + "'''\n", ((5, 5), (9, 8)), Outcome.FAILED),
    (BASE.rstrip("\n"), ((4, 5),), Outcome.PASSED),
    (BASE.replace("\n", "\r\n"), ((4, 5),), Outcome.FAILED),
])
def test_confined(tmp_path: Path, after: str, spans: tuple[Span, ...], expected: Outcome) -> None:
    assert outcome("confined", change(BASE, after, spans=spans), tmp_path) is expected


def test_a_decorator_can_be_changed_alone(tmp_path: Path) -> None:
    before = "@a\ndef f():\n    return 1\n"
    assert outcome("confined", change(before, before.replace("@a", "@b"), spans=((1, 1),)), tmp_path) is Outcome.PASSED


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("import os\nos.sep\n", "os.sep\n", Outcome.FAILED),
    ("import os\n", "x = 1\n", Outcome.PASSED),
    ("x\n", "y\n", Outcome.PASSED),
    ("x = 1\n", "import os  # noqa\nx = 1\n", Outcome.PASSED),
])
def test_no_new_ruff_finding(tmp_path: Path, before: str, after: str, expected: Outcome) -> None:
    assert outcome("ruff", change(before, after), tmp_path) is expected


def test_ruff_reads_no_settings_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff.lint]\nignore = ['F821']\n")
    told = result("ruff", draft_of(change("x = 1\n", "x = y\n")), tmp_path)
    assert (told.outcome, told.detail) == (Outcome.FAILED, "m.py gains 1 F821")


def test_a_recipe_that_goes_on_changing_its_result_fails(tmp_path: Path) -> None:
    before = "def spare():\n    return 0\n\n\nz = 1\n"
    recipe = Recipe((Step("delete_definition", {"definitions": ["m.py::spare"]}),))
    told = result("idempotent", draft_of(change(before, before.replace("1", "2")), recipe=recipe), tmp_path)
    assert (told.outcome, told.detail) == (Outcome.FAILED, "a second run changes m.py again")


def test_a_recipe_that_cannot_be_carried_out_again_fails(tmp_path: Path) -> None:
    told = result("idempotent", draft_of(change("x = 1\n", "x = 2\n"), recipe=Recipe((Step("gone", {}),))), tmp_path)
    assert told.outcome is Outcome.FAILED
    assert "gone" in told.detail


def test_an_empty_second_run_passes(tmp_path: Path) -> None:
    assert outcome("idempotent", change("x = 1\n", "x = 2\n"), tmp_path) is Outcome.PASSED


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("x = 'a'\n", "x = 'a\u202e'\n", Outcome.FAILED),
    ("x = 'a'\n", "x = 'a\u200b'\n", Outcome.FAILED),
    ("x = 'a'\n", "x = 'a\U000e0061'\n", Outcome.FAILED),
    ("x = 'a'\n", "x = 'a\ufe0f'\n", Outcome.FAILED),
    ("x = 'a'\n", "\ufeffx = 'a'\n", Outcome.FAILED),
    ("x = 'a'\n", "x = 'a'  # \x1b[2J\n", Outcome.FAILED),
    ("x = 'a'\n", b"# coding: latin-1\nx = 'a\xad'\n", Outcome.FAILED),
    ("x = 'a'\n", "x = '\u00e9\u4e2d\U0001f600'\n", Outcome.PASSED),
    ("x = 'a'\n", "x = 'a\\u202e'\n", Outcome.PASSED),
    ("x = f('\U0001f468\u200d\U0001f469')\n", "x = '\U0001f468\u200d\U0001f469'\n", Outcome.PASSED),
    ("# a\u200bb\nx = 'ab'\n", "# ab\nx = 'a\u200bc'\n", Outcome.FAILED),
    ("x = 'a\u202e'\n", "x = 'a'\n", Outcome.PASSED),
])
def test_no_character_that_cannot_be_seen_is_added(tmp_path: Path, before: str, after: str | bytes,
                                                   expected: Outcome) -> None:
    assert outcome("invisible", change(before, after), tmp_path) is expected


def test_neither_is_a_name_with_one(tmp_path: Path) -> None:
    assert outcome("invisible", change(None, "x = 1\n", "shop/ca\u200brt.py"), tmp_path) is Outcome.FAILED


TOKEN = "ghp_" + "a1B2c3D4e5" * 4


def test_no_secret_is_added_and_none_is_shown(tmp_path: Path) -> None:
    told = result("secrets", draft_of(change("x = 1\n", f"x = '{TOKEN}'\n")), tmp_path)
    assert (told.outcome, told.detail) == (Outcome.FAILED, "m.py gains a secret (github token)")


def test_a_secret_that_was_there_may_move(tmp_path: Path) -> None:
    files = (change(f"x = '{TOKEN}'\ny = 1\n", "y = 1\n", "a.py"),
             change("z = 1\n", f"x = '{TOKEN}'\nz = 1\n", "b.py"))
    assert result("secrets", draft_of(*files), tmp_path).outcome is Outcome.PASSED


API = '''\
def f(a, b=2):
    return a


class C:
    def m(self, q):
        return q

    def _p(self):
        pass
'''


@pytest.mark.parametrize(("after", "path", "declares", "expected"), [
    (API.replace("return a", "return b"), "m.py", (), Outcome.PASSED),
    (API.replace(", b=2", ""), "m.py", (), Outcome.FAILED),
    (API.replace(", b=2", ""), "m.py", ("m.py::f",), Outcome.PASSED),
    (API.replace(", b=2", ""), "m.py", ("other.py::f",), Outcome.FAILED),
    (API.replace(", b=2", ""), "_m.py", (), Outcome.PASSED),
    (API.replace(", b=2", ""), "pkg/_inner/m.py", (), Outcome.PASSED),
    (API.replace(", b=2", ""), "tests/test_m.py", (), Outcome.PASSED),
    (API.replace("b=2", "b=3"), "m.py", (), Outcome.FAILED),
    (API.replace("self, q", "self"), "m.py", ("m.py::f",), Outcome.FAILED),
    (API.replace("self, q", "self"), "m.py", ("m.py::C",), Outcome.PASSED),
    (API.replace("class C", "class D"), "m.py", (), Outcome.FAILED),
    (API.replace("_p", "_r"), "m.py", (), Outcome.PASSED),
    (API.replace("(a, b=2)", "(a: int, b: 'int' = 2) -> int"), "m.py", (), Outcome.PASSED),
    (None, "m.py", (), Outcome.FAILED),
    (API + "def g(): pass\n", "m.py", (), Outcome.PASSED),
    (f"\ufeff{API}", "m.py", (), Outcome.PASSED),
])
def test_the_public_api_changes_only_as_declared(tmp_path: Path, after: str | None, path: str,
                                                 declares: tuple[str, ...], expected: Outcome) -> None:
    draft = draft_of(change(API, after, path), declares=declares)
    assert result("public-api", draft, tmp_path).outcome is expected


def test_the_api_is_read_and_never_imported(tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'ran')!r}, 'w').close()\n"
    assert outcome("public-api", change(trap + API, trap + API + "x = 1\n"), tmp_path) is Outcome.PASSED
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("added", [
    "import pytest", "from sys import settrace", "import sys; sys.modules", "getattr(sys, 'settrace')",
    "__import__('x')",
    "import gc", "import inspect", "import atexit", "import ctypes", "import builtins", "import unittest.mock",
    "import importlib", "exec('')", "x = 1  # inspect",
])
def test_text_of_a_recipe_may_newly_mention_no_test_machinery(tmp_path: Path, added: str) -> None:
    draft = draft_of(change("import sys\n", f"import sys\n{added}\n"), inserts=(added,))
    told = result("free-form", draft, tmp_path)
    assert told.outcome is Outcome.FAILED
    assert "newly mentions" in told.detail


def test_what_the_file_mentions_already_may_be_mentioned_again(tmp_path: Path) -> None:
    draft = draft_of(change("import inspect\n", "import inspect\ninspect.signature\n"), inserts=("inspect.signature",))
    assert result("free-form", draft, tmp_path).outcome is Outcome.PASSED


def test_free_form_is_said(tmp_path: Path) -> None:
    draft = draft_of(change("x = rate\n", "x = fetch\n"), inserts=("fetch",))
    told = result("free-form", draft, tmp_path)
    assert told.outcome is Outcome.PASSED
    assert told.detail.startswith("free-form, read it: fetch")


@pytest.mark.parametrize("inserts", [(), ("rate",)])
def test_what_comes_from_the_base_is_not_free_form(tmp_path: Path, inserts: tuple[str, ...]) -> None:
    draft = draft_of(change("x = rate\ny = 1\n", "x = rate\ny = rate\n"), inserts=inserts)
    assert "read it" not in result("free-form", draft, tmp_path).detail
