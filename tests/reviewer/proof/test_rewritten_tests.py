"""Test files that change: the recipe itself rewrites the base's, or the proof refuses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from proving import Proving, check
from renamer import CARELESS, rename, renaming

from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe, Step
from reviewer.domain.verdict import Grade, Outcome
from reviewer.drafting import apply_recipe, warm_workshop
from reviewer.drafting import draft_of as drafted
from reviewer.proof.checks.edited_tests import CHECK
from reviewer.tree import Tree

CART = '''\
def total(prices, rate):
    if rate < 0 or rate > 1:
        raise ValueError(rate)
    return sum(prices) * rate
'''
TILL = '''\
from shop.cart import total


def pay(prices):
    if len(prices) > 9:
        return total(prices, 1) - 1
    return total(prices, 0.5)
'''
TESTS = '''\
import pytest
import shop
from shop.cart import total
from shop.till import pay


@pytest.mark.parametrize("rate", [-0.01, 1.01])
def test_rate(rate):
    with pytest.raises(ValueError):
        total([1], rate)


@pytest.mark.parametrize("function", [total])
def test_total(function):
    assert function([1, 2], 0.5) == 1.5
    assert total([3], 1) == 3
    assert shop.total([3], 0) == 0


def test_pay():
    assert pay([4]) == 2
    assert pay([1] * 9) == 4.5
    assert pay([1] * 10) == 9
'''
SHOP = {"shop/__init__.py": "from .cart import total\n", "shop/cart.py": CART, "shop/till.py": TILL,
        "tests/test_cart.py": TESTS}


@pytest.fixture(scope="module", autouse=True)
def catalogue() -> Iterator[None]:
    with renaming(), warm_workshop():
        yield


def tree(folder: Path, files: Mapping[str, str]) -> Tree:
    return Tree(folder, [], laid_over={path: content.encode() for path, content in files.items()})


def draft(base: Tree, recipe: Recipe) -> Draft:
    changes = apply_recipe(recipe, base)
    finding = Finding(rule="a-rule", path=changes.paths[0], line=1, end_line=1, symbol="it", message="seen")
    return drafted([finding], Plan(recipe=recipe, title="Change it", why="It is a case."), changes)


def instead(one: Draft, path: str, content: str, before: str = "") -> Draft:
    """The draft of a hijacked proposer, who puts other bytes in one place."""
    files = {change.path: change for change in one.changes.files}
    files[path] = FileChange(path=path, before=files[path].before if path in files else before.encode(),
                             after=content.encode(), spans=((1, 99),))
    return replace(one, changes=ChangeSet(tuple(files[path] for path in sorted(files))))


def snapshot(folder: Path, files: Mapping[str, str]) -> Tree:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    return Tree(folder, list(files))


def judged(folder: Path, files: Mapping[str, str], recipe: Recipe, **other: str) -> str:
    """What the check says; empty when it passes."""
    base = snapshot(folder, files)
    one = draft(Tree(folder, list(files)), recipe)
    for path, content in other.items():
        one = instead(one, path.replace("__", "/") + ".py", content, files.get(path.replace("__", "/") + ".py", ""))
    result = CHECK.run(one, base)
    assert (result.outcome is Outcome.PASSED) != result.detail.endswith("test files are protected")
    return "" if result.outcome is Outcome.PASSED else result.detail


def test_what_the_recipe_rewrites_counts(tmp_path: Path) -> None:
    assert judged(tmp_path, SHOP, rename()) == ""


def test_conftest_code_counts_as_test(tmp_path: Path) -> None:
    conftest = "import pytest\nfrom shop.cart import total\n\n@pytest.fixture\ndef whole():\n    return total([], 1)\n"
    assert judged(tmp_path, {**SHOP, "tests/conftest.py": conftest}, rename()) == ""
    edited = conftest.replace("total", "sum_up").replace("1)", "2)")
    assert "tests/conftest.py is not what the recipe makes of the base" in judged(
        tmp_path, {**SHOP, "tests/conftest.py": conftest}, rename(), tests__conftest=edited)


NEW_TESTS = TESTS.replace("import total", "import sum_up").replace("[total]", "[sum_up]").replace(
    "total(", "sum_up(").replace("test_sum_up", "test_total")


@pytest.mark.parametrize(("path", "content"), [
    ("tests__test_cart", NEW_TESTS.replace("== 1.5", "")),
    ("tests__test_cart", NEW_TESTS + "# formatted\n"),
    ("shop__cart", CART.replace("total", "sum_up").replace("* rate", "* 1")),
    ("tests__test_more", "from shop.cart import sum_up\n"),
])
def test_the_draft_is_what_the_recipe_makes_byte_for_byte(tmp_path: Path, path: str, content: str) -> None:
    files = {**SHOP, "tests/test_more.py": "from shop.till import pay\nassert pay([1])\n"}
    assert "is not what the recipe makes of the base" in judged(tmp_path, files, rename(), **{path: content})


def test_an_operation_must_say_that_it_preserves_references(tmp_path: Path) -> None:
    assert "tests/test_cart.py is edited by rename_carelessly, which does not say" in judged(
        tmp_path, SHOP, rename(by=CARELESS))


@pytest.mark.parametrize(("was", "becomes", "why"), [
    ("assert function", "function", "line 14 is not the base's"),
    (" == 1.5", "", "line 14 is not the base's"),
    ("import pytest\n", "import pytest\npytest.skip(allow_module_level=True)\n", "is not the base's"),
    ("def test_pay", "def not_a_test_pay", "is not the base's"),
    ("shop.till", "shop.other", "is not the base's"),
])
def test_an_operation_that_does_more_is_seen_by_undoing(tmp_path: Path, was: str, becomes: str, why: str) -> None:
    assert why in judged(tmp_path, SHOP, rename(also=[[was, becomes]]))


@pytest.mark.parametrize("told", [
    {"unittest/case.py::TestCase.assertEqual": "unittest/case.py::TestCase.assertTrue"},
    {"shop/cart.py::raises": "shop/cart.py::sum_up"},
    {"shop/cart.py::total": "shop/cart.py::Cart.sum_up"},
    {"tests/test_cart.py::test_total": "tests/test_cart.py::check_total"},
])
def test_a_map_that_takes_an_assertion_away_is_none(tmp_path: Path, told: Mapping[str, str]) -> None:
    assert "is no definition of the" in judged(
        tmp_path, SHOP, rename(told=told, also=[["pytest.raises", "pytest.sum_up"]]))


@pytest.mark.parametrize("new", ["len", "isinstance", "AssertionError"])
def test_a_new_name_that_shadows_a_builtin_is_refused(tmp_path: Path, new: str) -> None:
    assert f"the new name {new} is one of Python's own" in judged(tmp_path, SHOP, rename(new=new))


def test_a_new_name_that_something_has_is_refused(tmp_path: Path) -> None:
    assert "tests/test_cart.py binds the new name rate already" in judged(tmp_path, SHOP, rename(new="rate")).replace(
        "shop/cart.py binds", "tests/test_cart.py binds")
    assert "shop/till.py binds the new name pay already" in judged(tmp_path, SHOP, rename(new="pay"))


def test_a_dropped_parameter_goes_from_the_calls_in_tests(tmp_path: Path) -> None:
    cart = "def _total(prices, currency):\n    return sum(prices)\n"
    tests = "from shop.cart import _total\n\n\ndef test_total():\n    assert _total([1, 2], 'EUR') == 3\n"
    files = {"shop/__init__.py": "", "shop/cart.py": cart, "tests/test_cart.py": tests}
    drop = Recipe((Step("drop_parameter", {"path": "shop/cart.py", "function": "_total", "parameter": "currency"}),))
    assert judged(tmp_path, files, drop) == ""
    weakened = tests.replace(", 'EUR'", "").replace(" == 3", "")
    assert "is not what the recipe makes" in judged(tmp_path, files, drop, tests__test_cart=weakened)


@pytest.mark.outer
def test_three_runs_agree_and_a_can_be_reached(tmp_path: Path) -> None:
    proving = Proving(tmp_path, {**SHOP, "README.md": "Its prices sum_up to a total.\n"})
    verdict = proving.verifier.verify(draft(proving.tree(), rename()))
    assert check(verdict, "rewritten-tests").detail == (
        "base, head, and the base's own tests on the head with an alias agree: total -> sum_up")
    assert verdict.tests is not None
    assert (verdict.tests.before, verdict.tests.after) == (4, 4)
    assert verdict.grade is Grade.A, (verdict.tests, verdict.why)


@pytest.mark.outer
def test_without_an_alias_it_is_at_most_b_and_says_so(tmp_path: Path) -> None:
    cart = "def _total(prices, currency):\n    return sum(prices)\n"
    tests = "from shop.cart import _total\n\n\ndef test_total():\n    assert _total([1, 2], 'EUR') == 3\n"
    files = {"shop/__init__.py": "", "shop/cart.py": cart, "tests/test_cart.py": tests}
    drop = Recipe((Step("drop_parameter", {"path": "shop/cart.py", "function": "_total", "parameter": "currency"}),))
    proving = Proving(tmp_path, files)
    verdict = proving.verifier.verify(draft(proving.tree(), drop))
    told = check(verdict, "rewritten-tests")
    assert (told.outcome, told.detail) == (
        Outcome.NOT_RUN, "no alias can stand in: none can stand in for _total(currency)")
    assert verdict.grade is not Grade.A
