"""Recipes that rename, with which a wrong change is to get past the tests that it may rewrite."""

from __future__ import annotations

from collections.abc import Mapping

from hijacked import CART, TESTS, TILL, Attack
from renamer import CARELESS, rename

from reviewer.domain.recipe import Recipe

RENAMED = TESTS.replace("import total", "import sum_up").replace(" total([", " sum_up([")
"""What the recipe makes of the tests."""
WEAKENED = [["== 1.5", "== 1.5 or True"], ["== 2", "== 2 or True"]]
ASSERTS = """\
import unittest
from shop.cart import total


class TestCart(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([], 1), 0)
"""
BROKEN = {"shop/cart.py": CART.replace("* rate", "+ rate").replace("def total", "def sum_up")}
"""The change that is wanted: two tests fail on it, in their own words."""
SKIPPED = [["import pytest\n", "import pytest\npytest.skip(allow_module_level=True)\n"]]


def weak(text: str) -> str:
    for was, becomes in WEAKENED:
        text = text.replace(was, becomes)
    return text


def using(lines: str) -> Mapping[str, str]:
    """One more test file, on what is renamed."""
    return {"tests/test_more.py": f"from shop.cart import total\n{lines}"}


OTHERS = "is not what the recipe makes of the base"
PYTHONS = "is one of Python's own"
CASES: Mapping[str, tuple[Recipe, Mapping[str, str], Mapping[str, str], str]] = {
    "tests that differ from the recipe's": (
        rename(), {**BROKEN, "tests/test_cart.py": weak(RENAMED)}, {}, f"tests/test_cart.py {OTHERS}"),
    "tests of the recipe with some renamed away": (
        rename(), {**BROKEN, "tests/test_cart.py": RENAMED.replace("def test", "def check")}, {}, OTHERS),
    "source that differs from the recipe's": (rename(), BROKEN, {}, f"shop/cart.py {OTHERS}"),
    "renamed function with another in its place": (
        rename(), {"shop/cart.py": CART.replace("def wrong", "def sum_up").replace("def total", "def gone"),
                   "shop/till.py": TILL.replace("total", "sum_up")}, {}, "no operation of the recipe declares it"),
    "operation that weakens while it renames": (rename(also=WEAKENED), {}, {}, "is not the base's under total"),
    "operation that skips while it renames": (rename(also=SKIPPED), {}, {}, "is not the base's under total"),
    "operation that says nothing of references": (
        rename(by=CARELESS, also=WEAKENED), {}, {}, "does not say that it preserves references"),
    "map that takes an assertion away": (
        rename(told={"shop/cart.py::total": "shop/cart.py::sum_up",
                     "unittest/case.py::TestCase.assertEqual": "unittest/case.py::TestCase.assertTrue"},
               also=[["assertEqual", "assertTrue"]]), {}, {"tests/test_more.py": ASSERTS}, "is no definition of the"),
    "map of a helper that asserts, to one that does not": (
        rename(told={"shop/cart.py::total": "shop/cart.py::sum_up", "tests/check.py::same": "tests/check.py::seen"},
               also=[["import same", "import seen as same"]]), {},
        {"tests/check.py": "def same(a, b):\n    assert a == b\n\n\ndef seen(a, b):\n    pass\n",
         **using("from tests.check import same\n\n\ndef test_it():\n    same(total([], 1), 0)\n")},
        "seen is there on the base already"),
    "map of a test, so that it is none any more": (
        rename(told={"shop/cart.py::total": "shop/cart.py::sum_up",
                     "tests/test_cart.py::test_pay": "tests/test_cart.py::pay_test"},
               also=[["def test_pay", "def pay_test"]]), {}, {}, "1 missing: tests/test_cart.py::test_pay"),
    "new name of a builtin that the code calls": (rename(new="sum"), {}, {}, PYTHONS),
    "new name of a builtin that an assertion calls": (
        rename(new="len"), {}, using("\n\ndef test_it():\n    assert len([total([], 1)]) == 1\n"), PYTHONS),
    "new name of what pytest raises": (rename(new="AssertionError"), {}, {}, PYTHONS),
    "new name that tests bind": (
        rename(new="expected"), {}, using(
            "\n\ndef same(expected):\n    return expected == 0\n\n\ndef test_it():\n    assert same(total([], 1))\n"),
        "tests/test_more.py binds the new name expected already"),
    "new name of a fixture": (
        rename(new="checked"), {}, using(
            "\n\ndef test_one():\n    assert total([], 1) == 0\n\n\ndef test_two(checked):\n    assert checked == 0\n"),
        "tests/test_more.py binds the new name checked already"),
    "new name of another function": (rename(new="wrong"), {}, {}, ""),
    "new name that comes by a star": (
        rename(new="check"), {}, using("from shop.till import *\n\n\ndef test_it():\n    assert total([], 1) == 0\n"),
        "imports everything from somewhere, perhaps check too"),
    "conftest edited beside a rename": (
        rename(), {**BROKEN, "tests/conftest.py": "collect_ignore = ['test_cart.py']\n"},
        {"tests/conftest.py": "from shop.cart import total\n\nassert total\n"}, f"tests/conftest.py {OTHERS}"),
    "conftest edited by the operation": (
        rename(also=[["print(sum_up)", "collect_ignore = ['test_cart.py']"]]), {},
        {"tests/conftest.py": "from shop.cart import total\n\nassert total\nprint(total)\n"},
        "tests/conftest.py: line 4 is not the base's"),
    "conftest written beside a rename": (
        rename(), {**BROKEN, "tests/conftest.py": "collect_ignore = ['test_cart.py']\n"}, {}, "is protected"),
    "configuration edited beside a rename": (
        rename(), {"pytest.ini": "[pytest]\naddopts = -k nothing\n"}, {"pytest.ini": "[pytest]\n"}, "is protected"),
    "data of tests edited beside a rename": (
        rename(), {**BROKEN, "tests/expected.json": "[2, 3.5]\n"}, {"tests/expected.json": "[1.5]\n"}, OTHERS),
}
"""By name: recipe, what is put beside it, what the repository holds, and what the verdict must say."""

ATTACKS = [Attack(name=name, kind="catalogue", recipe=recipe, after=after, base=base, because=because)
           for name, (recipe, after, base, because) in CASES.items()]
