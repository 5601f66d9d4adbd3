"""The alias with which the base's own tests still find what was renamed or moved."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from proving import draft_of

from reviewer.domain.change import FileChange
from reviewer.proof.alias import aliases
from reviewer.proof.name_map import NameMap, name_map
from reviewer.proof.rewritten_tests import Rewriting
from reviewer.tree import Tree

CART = "def total(prices):\n    return sum(prices)\n\n\nclass Cart:\n    def size(self):\n        return 1\n"
TEST = "from shop.cart import total\nimport shop.cart\nassert total([1, 2]) == shop.cart.total([3]) == 3\n"
RENAMED = {"shop/cart.py": CART.replace("total", "sum_up")}
MOVED = {"shop/cart.py": CART.partition("class")[2].join(["class", ""]),
         "shop/sums.py": "import shop.cart\n" + CART.partition("class")[0]}
MODULE = {"shop/cart.py": None, "shop/basket.py": CART}
METHOD = {"shop/cart.py": CART.replace("size", "length")}


def alias(renames: Mapping[str, str], head: Mapping[str, str | None], test: str = TEST,
          ) -> tuple[Mapping[str, bytes] | str, dict[str, bytes]]:
    """What stands in, and the files of the head with the base's tests."""
    before = {"shop/__init__.py": b"", "shop/cart.py": CART.encode(), "tests/test_cart.py": test.encode()}
    after = {path: None if content is None else content.encode() for path, content in head.items()}
    base, changed = Tree(Path(), [], laid_over=before), Tree(Path(), [], laid_over={**before, **after})
    names = name_map([renames], base, changed)
    assert isinstance(names, NameMap), names
    draft = draft_of(*(FileChange(path=path, before=before.get(path), after=after[path]) for path in sorted(after)))
    tests = FileChange(path="tests/test_cart.py", before=test.encode(), after=test.encode())
    left = {path: content for path, content in {**before, **after}.items() if content is not None}
    return aliases(Rewriting((tests,), names), draft, base), left


@pytest.mark.parametrize(("renames", "head"), [
    ({"shop/cart.py::total": "shop/cart.py::sum_up"}, RENAMED),
    ({"shop/cart.py::total": "shop/sums.py::total"}, MOVED),
    ({"shop/cart.py": "shop/basket.py"}, MODULE),
])
def test_the_base_s_own_tests_run_with_it(tmp_path: Path, renames: Mapping[str, str],
                                          head: Mapping[str, str | None]) -> None:
    found, files = alias(renames, head)
    assert not isinstance(found, str), found
    for path, content in {**files, **found}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    command = [sys.executable, "-c", "import runpy; runpy.run_path('tests/test_cart.py')"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("renames", "head", "test", "why"), [
    ({"shop/cart.py::Cart.size": "shop/cart.py::Cart.length"}, METHOD, TEST, "none can stand in for Cart.size"),
    ({"shop/cart.py::total(prices)": "shop/cart.py::total(given)"},
     {"shop/cart.py": CART.replace("prices", "given")}, TEST, "none can stand in for total(prices)"),
    ({"shop/cart.py::total": "shop/cart.py::sum_up"}, RENAMED, "m.setattr('shop.cart.total', 1)\n", "in the place of"),
    ({"shop/cart.py::total": "shop/cart.py::sum_up"}, RENAMED, "m.setattr(cart, 'total', 1)\n", "in the place of"),
    ({"shop/cart.py::total": "shop/cart.py::sum_up"}, RENAMED, "cart.total = 3\n", "in the place of"),
])
def test_where_none_can_stand_in_it_says_why(renames: Mapping[str, str], head: Mapping[str, str | None], test: str,
                                             why: str) -> None:
    found, _ = alias(renames, head, test)
    assert isinstance(found, str)
    assert why in found
