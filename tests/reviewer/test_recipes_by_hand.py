"""Every operation as a stranger uses it: one recipe by hand, from nothing but its `does` and its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_operations import tree_with

from reviewer.drafting import apply_recipe
from reviewer.operations import operations
from reviewer.recipes import problems_of, recipe_of
from reviewer.tree import Tree

SHOP = {
    "pyproject.toml": """\
[project]
name = "shop"
requires-python = ">=3.10"
""",
    "README.md": """\
# Shop

A `Basket` holds what a customer wants to buy.
""",
    "shop/__init__.py": "",
    "shop/plugins.py": """\
PAYMENTS = []
PAYMENTS.append("card")
""",
    "shop/bank.py": """\
def pay(amount, by):
    return amount and pay(amount - 1, by=1)
""",
    "shop/clock.py": """\
from datetime import datetime


def now():
    return datetime(2026, 11, 21)
""",
    "shop/text.py": """\
def clean(text):
    text = text.strip()
    return text.lower()
""",
    "shop/cart.py": """\
import logging
import sys
import os, re
from typing import List, Optional, cast
from datetime import datetime
from xml.etree import cElementTree
from shop.plugins import PAYMENTS

log = logging.getLogger(__name__)

if sys.version_info >= (3, 9):
    from functools import cache
else:
    cache = None


class Cart:
    def __init__(self) -> None:
        self.items: List[str] = []

    def first(self) -> Optional[str]:
        found = None
        log.warn("looked")
        return self.items[0] if self.items else None


Basket = Cart


def clean(text):
    text = text.strip()
    return text.lower()


def _price(amount, currency):
    return f"{amount} {currency}"


def _old_price(amount):
    return amount * 2


@cache
def bill(cart: Cart) -> str:
    count = cast(int, len(cart.items))
    today = datetime.now()  # noqa: DTZ005
    print(cElementTree, re.escape("."), today)  # type: ignore[name-defined]
    return clean(_price(count, "EUR"))
""",
    "shop/main.py": """\
from shop.cart import Basket

print(Basket().first())
""",
    "tests/test_cart.py": """\
from shop.cart import _old_price


def test_old_price():
    assert _old_price(2) == 4


def test_nothing():
    assert True
""",
}

CART, MAIN, README = "shop/cart.py", "shop/main.py", "README.md"

WRITTEN: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("add_definition", {"path": "shop/clock.py", "code": ["TODAY = now()"], "after": "now"},
     {"shop/clock.py": ["+TODAY = now()"]}),
    ("add_parameter", {"path": CART, "function": "_price", "parameter": "sign", "default": "''", "value": "'-'"},
     {CART: ["-def _price(amount, currency):", "+def _price(amount, currency, sign=''):",
             '-    return clean(_price(count, "EUR"))', "+    return clean(_price(count, \"EUR\", sign='-'))"]}),
    ("delete_definition", {"definitions": ["shop/cart.py::_old_price"],
                           "tests": ["tests/test_cart.py::test_old_price"]},
     {CART: ["-def _old_price(amount):", "-    return amount * 2"],
      "tests/test_cart.py": ["-from shop.cart import _old_price", "-def test_old_price():",
                             "-    assert _old_price(2) == 4"]}),
    ("drop_parameter", {"path": CART, "function": "_price", "parameter": "currency", "value": '"EUR"'},
     {CART: ["-def _price(amount, currency):", "+def _price(amount):", '+    currency = "EUR"',
             '-    return clean(_price(count, "EUR"))', "+    return clean(_price(count))"]}),
    ("drop_version_branch", {"path": CART, "branches": [{"test": "sys.version_info >= (3, 9)"}]},
     {CART: ["-import sys", "-if sys.version_info >= (3, 9):", "-    from functools import cache", "-else:",
             "-    cache = None", "+from functools import cache"]}),
    ("edit_call_sites", {"pattern": "re.escape($text)", "becomes": "repr($text)"},
     {CART: ['-    print(cElementTree, re.escape("."), today)  # type: ignore[name-defined]',
             '+    print(cElementTree, repr("."), today)  # type: ignore[name-defined]']}),
    ("edit_text", {"path": README, "old": "Basket", "new": "Cart"},
     {README: ["-A `Basket` holds what a customer wants to buy.", "+A `Cart` holds what a customer wants to buy."]}),
    ("extract_function", {"path": CART, "within": "_price", "source": ['f"{amount} {currency}"'], "name": "_written"},
     {CART: ["+    return _written(amount, currency)", "+def _written(amount, currency):"]}),
    ("extract_variable", {"path": CART, "within": "bill", "source": ['_price(count, "EUR")'], "name": "price"},
     {CART: ['-    return clean(_price(count, "EUR"))', '+    price = _price(count, "EUR")',
             "+    return clean(price)"]}),
    ("function_to_method", {"path": CART, "function": "_price", "holder": "Cart", "name": "price"},
     {CART: ["-def _price(amount, currency):", '-    return f"{amount} {currency}"',
             "+    def price(self, currency):", '+        return f"{self} {currency}"',
             '-    return clean(_price(count, "EUR"))', '+    return clean(Cart.price(count, "EUR"))']}),
    ("inline_function", {"definition": "shop/cart.py::_old_price"},
     {CART: ["-def _old_price(amount):", "-    return amount * 2"],
      "tests/test_cart.py": ["-from shop.cart import _old_price",
                             "-    assert _old_price(2) == 4", "+    assert (2 * 2) == 4"]}),
    ("inline_variable", {"definition": "shop/cart.py::Basket"},
     {CART: ["-Basket = Cart"],
      MAIN: ["-from shop.cart import Basket", "+from shop.cart import Cart",
             "-print(Basket().first())", "+print(Cart().first())"]}),
    ("introduce_parameter_object", {"path": CART, "function": "_price", "parameters": ["amount", "currency"],
                                    "holder": "Money", "parameter": "money", "form": "plain"},
     {CART: ["+class Money:", '+    """What `_price` works on."""', "+    def __init__(self, amount, currency):",
             "+        self.amount = amount", "+        self.currency = currency",
             "-def _price(amount, currency):", "+def _price(money: Money):",
             '-    return f"{amount} {currency}"', '+    return f"{money.amount} {money.currency}"',
             '-    return clean(_price(count, "EUR"))', '+    return clean(_price(Money(count, "EUR")))']}),
    ("merge_duplicates", {"keep": "shop/text.py::clean", "drop": {"shop/cart.py::clean": "shop.text"}},
     {CART: ["+from shop.text import clean",
             "-def clean(text):", "-    text = text.strip()", "-    return text.lower()"]}),
    ("merge_module", {"path": "shop/clock.py", "into": "shop/plugins.py"},
     {"shop/clock.py": ["-from datetime import datetime", "-def now():", "-    return datetime(2026, 11, 21)"],
      "shop/plugins.py": ["+from datetime import datetime", "+def now():", "+    return datetime(2026, 11, 21)"]}),
    ("method_to_function", {"path": CART, "method": "Cart.first", "unresolved": "leave"},
     {CART: ["-    def first(self) -> Optional[str]:", "-        found = None", '-        log.warn("looked")',
             "-        return self.items[0] if self.items else None",
             "+def first(self) -> Optional[str]:", "+    found = None", '+    log.warn("looked")',
             "+    return self.items[0] if self.items else None"],
      MAIN: ["-from shop.cart import Basket", "+from shop.cart import Basket, first",
             "-print(Basket().first())", "+print(first(Basket()))"]}),
    ("modernise_typing", {"path": CART, "within": ["Cart.first"]},
     {CART: ["-from typing import List, Optional, cast", "+from typing import List, cast",
             "-    def first(self) -> Optional[str]:", "+    def first(self) -> str | None:"]}),
    ("move_symbol", {"path": CART, "names": ["_price"], "to": "shop/money.py"},
     {CART: ["+from shop.money import _price", "-def _price(amount, currency):", '-    return f"{amount} {currency}"'],
      "shop/money.py": ["+def _price(amount, currency):", '+    return f"{amount} {currency}"']}),
    ("redirect_call", {"path": CART, "old": "datetime.datetime.now", "new": "shop.clock.now"},
     {CART: ["-from datetime import datetime", "+from shop.clock import now",
             "-    today = datetime.now()  # noqa: DTZ005", "+    today = now()  # noqa: DTZ005"]}),
    ("redirect_import", {"path": CART, "old": "xml.etree.cElementTree", "new": "xml.etree.ElementTree"},
     {CART: ["-from xml.etree import cElementTree", "+from xml.etree import ElementTree",
             '-    print(cElementTree, re.escape("."), today)  # type: ignore[name-defined]',
             '+    print(ElementTree, re.escape("."), today)  # type: ignore[name-defined]']}),
    ("remove_assignment", {"path": CART, "locals": [{"function": "Cart.first", "name": "found"}]},
     {CART: ["-        found = None"]}),
    ("remove_cast", {"path": CART, "scope": "bill", "cast": "cast(int, len(cart.items))"},
     {CART: ["-from typing import List, Optional, cast", "+from typing import List, Optional",
             "-    count = cast(int, len(cart.items))", "+    count = len(cart.items)"]}),
    ("remove_import", {"path": CART, "imports": [{"text": "import os"}]},
     {CART: ["-import os, re", "+import re"]}),
    ("remove_loading_import", {"path": CART, "imports": [{"text": "from shop.plugins import PAYMENTS"}]},
     {CART: ["-from shop.plugins import PAYMENTS"]}),
    ("remove_noqa", {"path": CART, "comments": [
        {"line": "today = datetime.now()  # noqa: DTZ005", "codes": ["DTZ005"], "scope": "bill"}]},
     {CART: ["-    today = datetime.now()  # noqa: DTZ005", "+    today = datetime.now()"]}),
    ("remove_parameter", {"path": "shop/bank.py", "function": "pay", "parameter": "by"},
     {"shop/bank.py": ["-def pay(amount, by):", "+def pay(amount):", "-    return amount and pay(amount - 1, by=1)",
                       "+    return amount and pay(amount - 1)"]}),
    ("remove_type_ignore", {"path": CART,
                            "line": 'print(cElementTree, re.escape("."), today)  # type: ignore[name-defined]'},
     {CART: ['-    print(cElementTree, re.escape("."), today)  # type: ignore[name-defined]',
             '+    print(cElementTree, re.escape("."), today)']}),
    ("rename_leftovers", {"path": MAIN, "home": CART, "old": "Basket", "new": "Cart"},
     {MAIN: ["-from shop.cart import Basket", "+from shop.cart import Cart",
             "-print(Basket().first())", "+print(Cart().first())"]}),
    ("rename_module", {"path": "shop/clock.py", "to": "shop/watch.py"},
     {"shop/clock.py": ["-from datetime import datetime", "-def now():", "-    return datetime(2026, 11, 21)"],
      "shop/watch.py": ["+from datetime import datetime", "+def now():", "+    return datetime(2026, 11, 21)"]}),
    ("rename_symbol", {"old": "shop/cart.py::_old_price", "new": "_double"},
     {CART: ["-def _old_price(amount):", "+def _double(amount):"],
      "tests/test_cart.py": ["-from shop.cart import _old_price", "+from shop.cart import _double",
                             "-    assert _old_price(2) == 4", "+    assert _double(2) == 4"]}),
    ("reorder_parameters", {"path": CART, "function": "_price", "order": ["currency", "amount"]},
     {CART: ["-def _price(amount, currency):", "+def _price(currency, amount):",
             '-    return clean(_price(count, "EUR"))', '+    return clean(_price("EUR", count))']}),
    ("replace_by_alias", {"path": CART, "name": "clean", "module": "shop.text"},
     {CART: ["+from shop.text import clean",
             "-def clean(text):", "-    text = text.strip()", "-    return text.lower()"]}),
    ("replace_call", {"path": CART, "old": "logging.Logger.warn"},
     {CART: ['-        log.warn("looked")', '+        log.warning("looked")']}),
    ("replace_definition", {"path": CART, "name": "_old_price", "code": ["def _old_price(amount):",
                                                                         "    return amount + amount"]},
     {CART: ["-    return amount * 2", "+    return amount + amount"]}),
    ("wrap_functions_in_class", {"path": "shop/clock.py", "functions": ["now"], "holder": "Clock"},
     {"shop/clock.py": ["-def now():", "-    return datetime(2026, 11, 21)", "+class Clock:", "+    @staticmethod",
                        "+    def now():", "+        return datetime(2026, 11, 21)"]}),
]


@pytest.fixture
def shop(tmp_path: Path) -> Tree:
    return tree_with({path: text.encode() for path, text in SHOP.items()}, tmp_path)


@pytest.mark.parametrize(("kind", "parameters", "changed"), WRITTEN, ids=[kind for kind, _, _ in WRITTEN])
def test_a_recipe_by_hand_does_what_the_operation_says(
        shop: Tree, kind: str, parameters: dict[str, Any], changed: dict[str, list[str]]) -> None:
    changes = apply_recipe(recipe_of([{"kind": kind, **parameters}]), shop)

    assert {one.path: _lines(one.before, one.after) for one in changes.files} == {
        path: sorted(lines) for path, lines in changed.items()}


def test_no_operation_is_left_out() -> None:
    assert [kind for kind, _, _ in WRITTEN] == sorted(operations())


def test_steps_by_hand_build_on_each_other(shop: Tree) -> None:
    steps = json.loads(json.dumps([{"kind": kind, **parameters} for kind, parameters, _ in WRITTEN
                                   if kind in ("rename_leftovers", "edit_text", "replace_call")]))
    assert problems_of(steps) == []
    assert apply_recipe(recipe_of(steps), shop).paths == (README, CART, MAIN)


def _lines(before: bytes | None, after: bytes | None) -> list[str]:
    """Lines that went and came, in order of their text; blank ones are left out."""
    old, new = ((text or b"").decode().split("\n") for text in (before, after))
    return sorted([f"-{line}" for line in old if line not in new] + [f"+{line}" for line in new if line not in old])
