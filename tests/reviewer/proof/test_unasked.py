"""What runs without being asked, and what reaches out of itself, is no proposal's to write."""

from pathlib import Path

import pytest
from proving import NO_TESTS_NEEDED, Proving, check

from reviewer.domain.verdict import Outcome

SHOP = {"shop/__init__.py": "", "shop/cart.py": "import sys\n\n\ndef total(prices):\n    return sum(prices)\n"}


@pytest.mark.parametrize("path", [
    "src/sitecustomize/__init__.py", "shop.dist-info/entry_points.txt", "shop/__pycache__/cart.cpython-311.pyc",
    "shop/cart.abi3.so", "pytest.py", "src/json.py", ".vscode/tasks.json", "Jenkinsfile", "CONFTEST.py", "../up.py",
    "shop/a\nb.py", "--help.py", "shop", "shop/cart.py/more.py"])
def test_a_path_that_runs_unasked_or_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    verdict = Proving(tmp_path, SHOP, sandbox=NO_TESTS_NEEDED).verify({path: "x = 1\n"})
    assert check(verdict, "protected-paths").outcome is Outcome.FAILED


@pytest.mark.parametrize(("line", "word"), [("sys.modules", "modules"), ("getattr(sys, 'x', 1)", "getattr")])
def test_code_that_no_recipe_accounts_for_reaches_nowhere(tmp_path: Path, line: str, word: str) -> None:
    after = SHOP["shop/cart.py"].replace("sum(prices)", f"sum(prices), {line}")
    verdict = Proving(tmp_path, SHOP, sandbox=NO_TESTS_NEEDED).verify({"shop/cart.py": after})
    assert f"newly mentions {word}" in check(verdict, "machinery").detail
