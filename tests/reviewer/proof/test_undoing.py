"""Undoing a recipe's renaming gives the base's tests, or the test file does not count."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from reviewer.proof.name_map import NameMap, name_map
from reviewer.proof.undoing import why_bound_before, why_not_undone
from reviewer.tree import Tree

CART = dedent('''\
    RATE = 1

    def total(prices, rate, *, currency="EUR"):
        return sum(prices) * rate

    class Cart:
        def total(self):
            return 1
    ''')
TOTAL = {"shop/cart.py::total": "shop/cart.py::sum_up"}
METHOD = {"shop/cart.py::Cart.total": "shop/cart.py::Cart.sum_up"}
MODULE = {"shop/cart.py": "shop/basket.py"}
MOVED = {"shop/cart.py::total": "shop/sums.py::total"}
KEYWORD = {"shop/cart.py::total(rate)": "shop/cart.py::total(share)"}
DROPPED = {"shop/cart.py::total(rate)": "shop/cart.py::total()"}
ONLY_BY_NAME = {"shop/cart.py::total(currency)": "shop/cart.py::total()"}
HEADS: Mapping[str, Mapping[str, str | None]] = {
    str(TOTAL): {"shop/cart.py": CART.replace("def total(p", "def sum_up(p")},
    str(METHOD): {"shop/cart.py": CART.replace("def total(self", "def sum_up(self")},
    str(MODULE): {"shop/cart.py": None, "shop/basket.py": CART},
    str(MOVED): {"shop/cart.py": CART.replace("def total(p", "def other(p"), "shop/sums.py": CART},
    str(KEYWORD): {"shop/cart.py": CART.replace("rate", "share")},
    str(DROPPED): {"shop/cart.py": CART.replace(" rate,", "").replace(" * rate", "")},
    str(ONLY_BY_NAME): {"shop/cart.py": CART.replace(', *, currency="EUR"', "")},
}


def between(folder: Path, renames: Mapping[str, str], head: Mapping[str, str | None] | None = None,
            ) -> tuple[Tree, NameMap | str]:
    base = {"shop/__init__.py": b"", "shop/cart.py": CART.encode()}
    after = HEADS[str(renames)] if head is None else head
    changed = {path: None if content is None else content.encode() for path, content in after.items()}
    before = Tree(folder, [], laid_over=base)
    return before, name_map([renames], before, Tree(folder, [], laid_over={**base, **changed}))


def undone(folder: Path, renames: Mapping[str, str], before: str, after: str) -> str:
    base, names = between(folder, renames)
    assert isinstance(names, NameMap), names
    return why_not_undone(names, "tests/test_cart.py", dedent(before).encode(), dedent(after).encode(), base)


FROM = "from shop.cart import RATE, total\n\ndef test_it():\n    assert total([1], RATE) == 1\n"
WHOLE = "from shop import cart\n\ndef test_it(monkeypatch):\n    assert cart.total([1], 1) == 1\n"
RIGHT = {
    "import by name": (TOTAL, FROM, FROM.replace("total", "sum_up")),
    "import sorted anew": (TOTAL, FROM, FROM.replace("RATE, total", "sum_up, RATE").replace("total", "sum_up")),
    "attribute of a module": (TOTAL, WHOLE, WHOLE.replace("total", "sum_up")),
    "another name of it stays": (TOTAL, FROM + "def total_of(): total = 1; return total\n",
                                 FROM.replace("total", "sum_up") + "def total_of(): total = 1; return total\n"),
    "dotted text": (TOTAL, "def test_it(m):\n    m.setattr('shop.cart.total', 1)\n",
                    "def test_it(m):\n    m.setattr('shop.cart.sum_up', 1)\n"),
    "attribute by its name": (TOTAL, WHOLE + "    monkeypatch.setattr(cart, 'total', 1)\n",
                              WHOLE.replace("total", "sum_up") + "    monkeypatch.setattr(cart, 'sum_up', 1)\n"),
    "method": (METHOD, "from shop.cart import Cart\n\ndef test_it():\n    assert Cart().total() == 1\n",
               "from shop.cart import Cart\n\ndef test_it():\n    assert Cart().sum_up() == 1\n"),
    "module": (MODULE, WHOLE, WHOLE.replace("cart", "basket")),
    "module in full": (MODULE, "import shop.cart\n\nX = shop.cart.RATE\n",
                       "import shop.basket\n\nX = shop.basket.RATE\n"),
    "moved": (MOVED, FROM, FROM.replace(", total", "\nfrom shop.sums import total", 1)),
    "moved, taken from its module": (MOVED, WHOLE, WHOLE.replace("cart", "sums")),
    "moved, module imported beside": (MOVED, "import shop.cart\nX = shop.cart.total, shop.cart.RATE\n",
                                      "import shop.cart\nimport shop.sums\nX = shop.sums.total, shop.cart.RATE\n"),
    "keyword": (KEYWORD, "from shop.cart import total\ntotal([], rate=1)\n",
                "from shop.cart import total\ntotal([], share=1)\n"),
    "argument by position": (DROPPED, "from shop.cart import total\nX = total([], 1, currency='X')\n",
                             "from shop.cart import total\nX = total([], currency='X')\n"),
    "argument by name": (ONLY_BY_NAME, "from shop.cart import total\nX = total([], 1, currency='X')\n",
                         "from shop.cart import total\nX = total([], 1)\n"),
}


@pytest.mark.parametrize(("renames", "before", "after"), RIGHT.values(), ids=RIGHT)
def test_what_only_renames_is_the_base_s(tmp_path: Path, renames: Mapping[str, str], before: str, after: str) -> None:
    assert undone(tmp_path, renames, before, after) == ""
    assert undone(tmp_path, renames, before, after + "x = 1\n") != ""


NEW = FROM.replace("total", "sum_up")
WRONG = {
    "assertion weakened": (TOTAL, FROM, NEW.replace(" == 1", ""), "line 3 is not the base's"),
    "test gone": (TOTAL, FROM + "def test_b():\n    assert 0\n", NEW, "does not hold the base's statements"),
    "test skipped": (TOTAL, FROM, NEW.replace("def", "@skip\ndef"), "line 3 is not"),
    "local meaning taken over": (TOTAL, FROM + "def test_b():\n    total = 2\n    assert total\n",
                                 NEW + "def test_b():\n    total = 2\n    assert sum_up\n", "line 5 is not"),
    "text that is compared": (TOTAL, FROM + "assert name == 'total'\n", NEW + "assert name == 'sum_up'\n", "line 5"),
    "another module": (TOTAL, FROM, NEW.replace("shop.cart", "shop.other"), "line 3 is not"),
    "import beside": (TOTAL, FROM, "import tests.green\n" + NEW, "imports tests.green"),
    "future taken away": (TOTAL, "from __future__ import annotations\n" + FROM, NEW, "__future__ imports differ"),
    "argument that works": (DROPPED, "from shop.cart import total\nX = total([], work())\n",
                            "from shop.cart import total\nX = total([])\n", "line 2 is not"),
    "argument of another function": (DROPPED, "def total(a, b): pass\nX = total([], 1)\n",
                                     "def total(a, b): pass\nX = total([])\n", "line 2 is not"),
    "moved over another word": (MOVED, WHOLE + "def test_b():\n    sums = 1\n    assert sums\n",
                                WHOLE.replace("cart", "sums") + "def test_b():\n    sums = 1\n    assert sums\n",
                                "a word that had another meaning"),
}


@pytest.mark.parametrize(("renames", "before", "after", "why"), WRONG.values(), ids=WRONG)
def test_anything_else_is_seen(tmp_path: Path, renames: Mapping[str, str], before: str, after: str, why: str) -> None:
    assert why in undone(tmp_path, renames, before, after)


@pytest.mark.parametrize(("renames", "why"), [
    ({"unittest.py::TestCase.assertEqual": "unittest.py::TestCase.assertTrue"}, "is no definition of the base"),
    ({"shop/cart.py::total": "shop/cart.py::RATE"}, "is there on the base already"),
    ({"shop/cart.py::total": "shop/cart.py::nothing"}, "is no definition of the head"),
    ({"shop/cart.py::nothing": "shop/cart.py::sum_up"}, "is no definition of the base"),
    ({"shop/cart.py::total": "shop/cart.py::sum_up", "shop/cart.py::Cart.total": "shop/cart.py::Cart"}, "already"),
])
def test_a_map_is_of_what_the_project_defines(tmp_path: Path, renames: Mapping[str, str], why: str) -> None:
    _, names = between(tmp_path, renames, HEADS[str(TOTAL)])
    assert isinstance(names, str)
    assert why in names


@pytest.mark.parametrize(("new", "others", "why"), [
    ("len", "", "the new name len is one of Python's own"),
    ("AssertionError", "", "one of Python's own"),
    ("sum_up", "def test_it(sum_up): pass\n", "tests/test_a.py binds the new name sum_up already"),
    ("sum_up", "class A:\n    def f(self):\n        self.sum_up = 1\n", "binds the new name sum_up already"),
    ("sum_up", "import a.b as sum_up\n", "binds the new name sum_up already"),
    ("sum_up", "try: pass\nexcept OSError as sum_up: pass\n", "binds the new name sum_up already"),
    ("sum_up", "from helpers import *\n", "imports everything from somewhere, perhaps sum_up too"),
    ("sum_up", "total(x.sum_up)\n", ""),
])
def test_a_new_name_is_new(tmp_path: Path, new: str, others: str, why: str) -> None:
    head = {"shop/cart.py": CART.replace("def total(p", f"def {new}(p")}
    _, names = between(tmp_path, {"shop/cart.py::total": f"shop/cart.py::{new}"}, head)
    assert isinstance(names, NameMap)
    found = why_bound_before(names, {"tests/test_a.py": ast.parse(others)})
    assert why in found
    assert bool(why) == bool(found)


def test_ids_are_followed_where_the_head_has_them(tmp_path: Path) -> None:
    _, names = between(tmp_path, TOTAL)
    assert isinstance(names, NameMap)
    there = {"tests/t.py::test_a[1-sum_up]", "shop/cart.py::shop.cart.sum_up", "tests/t.py::test_total"}
    assert names.new_id("tests/t.py::test_a[1-total]", there) == "tests/t.py::test_a[1-sum_up]"
    assert names.new_id("shop/cart.py::shop.cart.total", there) == "shop/cart.py::shop.cart.sum_up"
    assert names.new_id("tests/t.py::test_total", there) == "tests/t.py::test_total"
    assert names.new_id("tests/t.py::test_gone[total]", there) == "tests/t.py::test_gone[total]"
