"""Which tests are selected, and what counts as the project's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nova.testing import write
from reviewer.proof.selection import Selection, has_source_layout, own_modules, select

FILES = ("tests/unit/test_a.py", "tests/test_b.py", "slow/test_c.py", "src/shop/__init__.py", "src/shop/cart.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in FILES:
        write(tmp_path, path, "")
    return tmp_path


@pytest.mark.parametrize(("tests", "testpaths", "expected"), [
    (None, (), Selection((), (".",), "slow")),
    (None, ("tests",), Selection((), ("tests",), "tests")),
    (None, ("test*",), Selection((), ("tests",), "tests")),
    (None, ("gone",), Selection((), (".",), "slow")),
    (None, ("../elsewhere", "/etc"), Selection((), (".",), "slow")),
    (("tests/unit",), ("tests",), Selection((), ("tests/unit",), "tests/unit")),
    (("-m", "not slow"), ("tests",), Selection(("-m", "not slow"), ("tests",), "tests")),
    (("pytest", "-k", "slow", "tests"), (), Selection(("-k", "slow"), ("tests",), "tests")),
    (("tests/test_b.py::test_it",), (), Selection((), ("tests/test_b.py::test_it",), "tests")),
])
def test_the_operator_then_testpaths_then_everything(root: Path, tests: tuple[str, ...] | None,
                                                     testpaths: tuple[str, ...], expected: Selection) -> None:
    assert select(root, FILES, tests, testpaths) == expected


def test_modules_are_named_as_they_are_imported() -> None:
    found = own_modules((*FILES, "src/ns/inner.py", "tool.py", "setup.py", "libs/x/__init__.py", "libs/x/y.py"))
    assert {"shop", "shop.cart", "ns.inner", "tool", "x.y", "x"} <= found
    assert not {"setup", "tests.test_b", "src"} & found


def test_a_src_folder_is_a_layout_unless_it_is_a_package() -> None:
    assert has_source_layout(FILES)
    assert not has_source_layout((*FILES, "src/__init__.py"))
    assert not has_source_layout(("shop/cart.py",))
