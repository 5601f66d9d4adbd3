"""Old and new function on the same inputs, in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from proving import Proving, check

from nova.ports import Silent
from nova.testing import environment
from reviewer.domain.finding import Effect
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof import comparing
from reviewer.proof.checks.differential import IN_SANDBOX
from reviewer.proof.runs import Runs
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, find_interpreter

CART = """\
LIMIT = 3


def least(prices: list[int], other: int | None = None) -> int:
    found = sorted(prices)[0]
    return found if other is None else min(found, other)
"""
SHOP = {"shop/__init__.py": "", "shop/cart.py": CART, "tests/test_cart.py": "def test_it():\n    pass\n"}


@pytest.fixture(scope="module")
def with_hypothesis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("environment"), "hypothesis", "sortedcontainers")


class Comparing(Proving):
    """One project, judged by this check alone."""

    def told(self, after: Mapping[str, str | None], python: Path, **about: Any) -> CheckResult:
        interpreter = find_interpreter(self.project.path, self.snapshot.files, python=python)
        assert isinstance(interpreter, Interpreter)
        assert isinstance(self.sandbox, Sandbox)
        runs = Runs(snapshot=self.snapshot, mirror=self.mirror, interpreter=interpreter, sandbox=self.sandbox,
                    tests=None, cache=self.folder / "cache", work=self.folder / "work", progress=Silent(),
                    seconds=60.0)
        draft = self.draft(after, **about)
        head = runs.tree({change.path: change.after for change in draft.changes.files})
        return IN_SANDBOX.run(draft, head, runs)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Comparing:
    return Comparing(tmp_path_factory.mktemp("shop"), SHOP)


@pytest.mark.outer
def test_the_same_results_pass(shop: Comparing, with_hypothesis: Path) -> None:
    told = shop.told({"shop/cart.py": CART.replace("sorted(prices)[0]", "sorted(prices, reverse=True)[-1]")},
                     with_hypothesis)
    assert told.outcome is Outcome.PASSED, told
    assert told.detail.startswith("1 changed function gave the same on ")
    assert int(told.detail.split()[-2]) > 50


@pytest.mark.outer
@pytest.mark.parametrize(("old", "new"), [
    ("is None else", "== 0 else"),
    ("sorted(prices)[0]", "min(prices)"),
    ("sorted(prices)[0]", "sorted(prices, reverse=True)[0]"),
    ("    found = sorted(prices)[0]", "    prices.sort()\n    found = prices[0]"),
    ("return found", "return float(found)"),
    ("LIMIT = 3\n", "LIMIT = 3\nraise SystemExit\n"),
])
def test_a_difference_fails_what_preserves(shop: Comparing, with_hypothesis: Path, old: str, new: str) -> None:
    """Another result, exception, type, or another thing done to the arguments; a module that cannot be loaded is not
    compared."""
    body = CART.replace(old, new).replace("found", "found_now")
    told = shop.told({"shop/cart.py": body}, with_hypothesis)
    if "SystemExit" in new:
        assert told.outcome is Outcome.NOT_RUN
        return
    assert told.outcome is Outcome.FAILED, told
    assert "shop/cart.py: least differs on " in told.detail
    changing = shop.told({"shop/cart.py": body}, with_hypothesis, effect=Effect.CHANGES)
    assert (changing.outcome, changing.detail) == (Outcome.PASSED, told.detail)


@pytest.mark.outer
def test_the_head_cannot_sign_for_itself(shop: Comparing, with_hypothesis: Path) -> None:
    """Source that writes the report itself, ends the process, or calls for the other side's answers."""
    forged = ("import os, json\nwith open('/nova/out/told.json', 'w') as file:\n"
              "    file.write('0' * 64 + chr(10) + json.dumps([['x'] * 100]))\nos._exit(0)\n")
    told = shop.told({"shop/cart.py": forged + CART.replace("sorted(prices)[0]", "1")}, with_hypothesis)
    assert (told.outcome, told.detail) == (Outcome.NOT_RUN, "the head could not be called")


@pytest.mark.outer
def test_an_interpreter_without_hypothesis_says_so(tmp_path: Path) -> None:
    proving = Proving(tmp_path, SHOP)
    told = check(proving.verify({"shop/cart.py": CART.replace("[0]", "[-1]")}), "differential")
    assert told.outcome is Outcome.NOT_RUN
    assert told.detail.startswith("hypothesis is not in its environment")


@pytest.mark.outer
def test_a_function_that_never_ends_costs_two_seconds(tmp_path: Path, with_hypothesis: Path) -> None:
    loop = "def f(a: int) -> int:\n    while a >= 0:\n        a += 1\n    return a\n"
    proving = Comparing(tmp_path, {**SHOP, "shop/loop.py": loop})
    told = proving.told({"shop/loop.py": loop.replace("return a", "return a - 0")}, with_hypothesis)
    assert told.outcome is Outcome.PASSED
    assert 0 < int(told.detail.split()[-2]) < 100


def call(text: str) -> str:
    return comparing.outcome(lambda *given, **named: given[0], text)


def test_outcomes_tell_types_apart() -> None:
    texts = ["([1],), {}", "([1.0],), {}", "([True],), {}", "((1,),), {}", "({1: 2},), {}", "(nan,), {}", "(None,), {}"]
    assert len({call(text) for text in texts}) == len(texts)
    assert call("({1: 2, 3: 4},), {}") == call("({3: 4, 1: 2},), {}")
