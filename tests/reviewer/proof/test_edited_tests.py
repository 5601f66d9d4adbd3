"""A draft may take declared tests away; everything else it does to tests is seen."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reviewer.proof.edited_tests import beyond_removal

BASE = dedent('''\
    import os
    from shop import old, total

    def helper():
        return 1

    def test_old():
        assert old() == helper()

    class TestTotal:
        def test_one(self):
            assert total([1]) == 1

        def test_old(self):
            assert old()
    ''')
REMOVED = ("tests/test_shop.py::test_old", "tests/test_shop.py::TestTotal::test_old")


def beyond(after: str | None, removed: tuple[str, ...] = REMOVED) -> str:
    return beyond_removal("tests/test_shop.py", BASE.encode(), None if after is None else after.encode(), removed)


def without_old() -> str:
    return BASE.replace(" old,", "").replace(
        "def test_old():\n    assert old() == helper()\n\n", "").replace(
        "\n    def test_old(self):\n        assert old()\n", "")


def test_declared_tests_and_their_imports_may_go() -> None:
    assert "old" not in without_old()
    assert beyond(without_old()) == ""


def test_formatting_and_comments_are_no_change() -> None:
    assert beyond("# why\n" + without_old().replace("return 1", "return (1)")) == ""


def test_an_undeclared_test_may_not_go() -> None:
    assert beyond(without_old(), REMOVED[:1]) == "it changes line 14"


@pytest.mark.parametrize(("old", "new", "what"), [
    ("assert total([1]) == 1", "assert total([1])", "it changes line 11"),
    ("def helper():\n    return 1\n", "helper = None\n", "it changes line 4"),
    ("class TestTotal:", "class TestTotal(Skipped):", "it changes line 10"),
    ("import os\n", "import os, pytest\n", "it changes line 4"),
    ("assert total([1]) == 1\n", "assert total([1]) == 1\nx = 1\n", "it adds line 10"),
    ("class TestTotal:", "x = 1\nclass TestTotal:", "it changes line 10"),
])
def test_anything_else_is_named(old: str, new: str, what: str) -> None:
    assert beyond(without_old().replace(old, new)) == what


def test_a_deleted_file_must_have_declared_all_its_tests() -> None:
    assert beyond(None) == "it is deleted with tests/test_shop.py::TestTotal::test_one, which is not declared"
    assert beyond(None, (*REMOVED, "tests/test_shop.py::TestTotal")) == ""


HELPED = "from shop import total\n\n\n{}def test_total():\n    assert total([1]) == 1\n"


@pytest.mark.parametrize(("helper", "left", "goes"), [
    ("def spare(a, b=1):\n    return a\n\n\n", "", True),
    ("def spare():\n    return 1\n\n\n", "# spare is called elsewhere\n\n\n", False),
    ("def total(prices):\n    return 1\n\n\n", "", False),  # the import of that name would be what is tested
    ("@pytest.fixture(autouse=True)\ndef spare():\n    yield\n\n\n", "", False),
    ("def setup_module():\n    total.cache_clear()\n\n\n", "", False),
    ("def pytest_generate_tests(metafunc):\n    pass\n\n\n", "", False),
    ("def spare(a=total.reset()):\n    return a\n\n\n", "", False),
    ("class Spare:\n    total.broken = True\n\n\n", "", False),
])
def test_a_helper_that_nothing_names_may_go(helper, left, goes):
    before, after = HELPED.format(helper + left), HELPED.format(left)
    problem = beyond_removal("tests/test_shop.py", before.encode(), after.encode(), ())
    assert problem == "" if goes else problem.startswith("it changes line")
