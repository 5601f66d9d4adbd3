"""What a reviewer that is an agent may say, and what it is shown: on a real snapshot, without a model."""

from threading import Event

import pytest

from nova.clock import SystemClock
from nova.decisions.reader import read_book
from nova.domain.conversation import ToolCall
from nova.runtime.toolbox import Toolbox
from reviewer.agent.scope import ReviewScope
from reviewer.agent.tools import review_tools
from reviewer.precedents import Precedents
from reviewer.settings import ReviewSettings
from reviewer.sifting import Sieve
from reviewer.testing import survey_of

PRICES = '''"""Prices in cents."""


def total(prices: list[int]) -> int:
    return _rounded(sum(prices), 100)


def _rounded(value: int, by: int) -> int:
    return (value + by // 2) // by


def spare(value: int) -> int:
    return value
'''
KEEP = """---
status: accepted
id: ADR-1
---
# Rounding takes its divisor

## Decision

It does.

~~~yaml nova-rules
- keep: {symbols: ["shop.prices:_rounded"], from: [constant-parameter]}
~~~
"""
TOKEN = "ghp" + "_" + "a1B2" * 9
BODY = "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7" + f"{line:02}abcdEFGH" for line in range(8))
FILES = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n[tool.nova]\npaths_left_out = ["shop/generated.py"]\n',
    "shop/__init__.py": "", "shop/prices.py": PRICES, "shop/generated.py": "def made() -> int:\n    return 1\n",
    "tests/conftest.py": "def helper() -> int:\n    return 1\n",
    "long.py": f"x = 1  # {'y' * 383}{TOKEN}\n", "seen.py": f"x = 1{' ' * 180}# {TOKEN}\n",
    "key.txt": f"before\n-----BEGIN PRIVATE KEY-----\n{BODY}\n-----END PRIVATE KEY-----\nafter\n",
}
DROP = {"recipe": [{"kind": "drop_parameter", "path": "shop/prices.py", "function": "_rounded", "parameter": "by",
                    "value": "100"}],
        "title": "Drop the parameter that is always 100", "rests_on": [], "about": "shop/prices.py:spare",
        "rationale": "The one call passes 100, and a reader looks for others."}


@pytest.fixture
def use(tmp_path):
    """Calls a tool; gives what the model is told."""
    survey = survey_of(tmp_path, FILES, decisions=read_book({"decisions/0001-x.md": KEEP.encode()}))
    held = Precedents((), exists=lambda place: True, now=SystemClock().now(), versions={})
    scope = ReviewScope(Sieve(survey, held, {}, ReviewSettings()), (), "refactorer")
    box = Toolbox(review_tools(), scope)

    def used(tool, /, **arguments):
        return box.run(ToolCall("c", tool, arguments), Event()).result.text

    used.scope = scope
    return used


def test_what_a_decision_keeps_is_not_reached_by_naming_something_else(use):
    assert "It will not be opened: decision (ADR-1)" in use("propose", **DROP)


@pytest.mark.parametrize(("definition", "words"), [
    ("tests/conftest.py::helper", "tests/conftest.py is protected"),
    ("shop/generated.py::made", "shop/generated.py is left out of reviews"),
    ("shop/none.py::gone", "There is no file 'shop/none.py'")])
def test_paths_inside_of_lists_are_looked_at(use, definition, words):
    recipe = [{"kind": "delete_definition", "definitions": [definition]}]
    assert words in use("propose", **{**DROP, "recipe": recipe})
    assert use.scope.said == []


def test_a_part_of_a_secret_is_not_shown_either(use):
    assert "MII" not in use("read_source", path="key.txt", first=4, last=6)
    assert "MII" not in use("search_source", text="abcd", below="key.txt")
    assert use("read_source", path="key.txt").endswith("12  after")
    for tool, arguments in (("read_source", {"path": "long.py"}), ("search_source", {"text": "x = 1"})):
        assert TOKEN[:12] not in use(tool, **arguments)


def test_a_search_does_not_tell_how_a_secret_begins(use):
    assert use("search_source", text=TOKEN[:8]) == "It stands nowhere."
