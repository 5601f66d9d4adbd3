"""The two keys of an idea: equal for the same change in other clothes, different for another change."""

from __future__ import annotations

import pytest

from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe
from reviewer.ideas import effect_key, ideas_of, symbol_key


def changed(before: str | None, after: str | None, path: str = "m.py") -> FileChange:
    return FileChange(path=path, before=None if before is None else before.encode(),
                      after=None if after is None else after.encode())


def effect(before: str | None, after: str | None, path: str = "m.py") -> str:
    return effect_key(ChangeSet((changed(before, after, path),)))


BEFORE = "import os\n\n\ndef used():\n    return [1, 2]\n\n\ndef unused(a, b=1):\n    '''Doc.'''\n    return a + b\n"
AFTER = "import os\n\n\ndef used():\n    return [1, 2]\n"


def test_keys_say_their_version_and_are_the_same_on_every_machine() -> None:
    assert symbol_key("dead-code", "Clock.now") == "1:e50813caf8a2814a"
    assert effect(BEFORE, AFTER) == "1:83fd5d0388e379ac"


def test_a_symbol_key_is_of_its_family_and_name() -> None:
    assert len({symbol_key("a", "f"), symbol_key("b", "f"), symbol_key("a", "g"), symbol_key("af", "")}) == 4


@pytest.mark.parametrize(("before", "after"), [
    (BEFORE.replace("    ", "  "), AFTER.replace("    ", "  ")),
    (BEFORE.replace("a + b", "(a +\n            b)").replace("'''", '"""'), AFTER),
    (BEFORE.replace("\n\n\n", "\n"), AFTER.replace("\n\n\n", "\n")),
    ("# a heading\n" + BEFORE.replace("a + b", "a + b  # sum"), "# a heading\n" + AFTER),
    (BEFORE.replace("[1, 2]", "[\n        1,\n        2,\n    ]"), AFTER.replace("[1, 2]", "[\n  1,\n  2,\n  ]")),
    (BEFORE.replace("import os\n", "import os\nimport sys\nX = 1\n"), AFTER.replace("import os", "import sys")
     .replace("import sys", "import os\nimport sys\nX = 1")),
    (BEFORE.replace("\n", "\r\n"), AFTER.replace("\n", "\r\n")),
], ids=["indented", "wrapped", "blank lines", "comments", "exploded", "other code around it", "line ends"])
def test_reformatting_the_file_does_not_change_the_effect(before: str, after: str) -> None:
    assert effect(before, after) == effect(BEFORE, AFTER)


def test_moving_the_file_does_not_change_the_effect() -> None:
    assert effect(BEFORE, AFTER, "a.py") == effect(BEFORE, AFTER, "pkg/b.pyi")


def test_the_order_of_the_files_does_not_change_the_effect() -> None:
    one, two = changed(BEFORE, AFTER, "a.py"), changed("x = 1\n", "x = 2\n", "b.py")
    moved = changed("x = 1\n", "x = 2\n", "0.py")
    assert effect_key(ChangeSet((one, two))) == effect_key(ChangeSet((moved, one)))


@pytest.mark.parametrize(("before", "after"), [
    (BEFORE, BEFORE),
    (BEFORE, None),
    (AFTER, BEFORE),
    (BEFORE.replace("b=1", "b=2"), AFTER),
    (BEFORE.replace("unused", "other"), AFTER),
], ids=["nothing", "the whole file", "the other way round", "another default", "another name"])
def test_another_change_is_another_effect(before: str, after: str | None) -> None:
    assert effect(before, after) != effect(BEFORE, AFTER)


CLASS = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        {}\n        return 2\n"


def test_a_change_in_one_method_is_not_a_change_of_its_class() -> None:
    renamed = CLASS.replace("class A", "class B").replace("return 1", "return 3")
    assert effect(CLASS.format("x = 1"), CLASS.format("y = 1")) == \
        effect(renamed.format("x = 1"), renamed.format("y = 1"))


def test_a_changed_head_is_a_change_of_the_definition() -> None:
    assert effect("def f(a):\n    return 1\n", "def f():\n    return 1\n") != \
        effect("def f(b):\n    return 1\n", "def f():\n    return 1\n")


def test_a_change_of_comments_alone_has_an_effect_too() -> None:
    noqa = effect("import os  # noqa: F401\nx = 1\n", "import os\nx = 1\n")
    assert noqa == effect("import sys\nimport os    #   noqa: F401\nx = 1\n", "import sys\nimport os\nx = 1\n")
    assert noqa != effect("import os\nx = 1  # noqa: F401\n", "import os\nx = 1\n")
    assert noqa != effect("import os  # noqa: F402\nx = 1\n", "import os\nx = 1\n")


def test_files_that_are_no_python_go_by_their_lines() -> None:
    assert effect("a\nb\n", "a\n", "doc.md") == effect("a  \n\n b\n", "a  \n\n", "other.md")
    assert effect("a\nb\n", "a\n", "doc.md") != effect("a\nc\n", "a\n", "doc.md")


def test_what_this_python_cannot_parse_goes_by_its_lines() -> None:
    assert effect("type x = = 1\ny = 1\n", "type x = = 1\n") == effect("y = 1\ndef\n", "def\n")


def test_there_is_one_idea_for_each_finding() -> None:
    findings = tuple(Finding(rule="r", path="m.py", line=1, end_line=1, symbol=name, message="m") for name in "ab")
    draft = Draft(findings=findings, plan=Plan(Recipe(()), "t", "w"), effect=Effect.PRESERVES,
                  changes=ChangeSet((changed(BEFORE, AFTER),)))
    first, second = ideas_of(draft, "dead-code")
    assert (first.symbol, second.symbol) == (symbol_key("dead-code", "a"), symbol_key("dead-code", "b"))
    assert first.effect == second.effect == effect(BEFORE, AFTER)
