"""Recipes from outside: what is wrong with one is told in words, whatever it is, before anything runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_operations import CASES, cases
from typer.testing import CliRunner

from nova.clock import Stopwatch
from nova.errors import BadInput
from reviewer.commands import add_commands
from reviewer.domain.recipe import Recipe, Step
from reviewer.operations import operations
from reviewer.recipes import problems_of, recipe_of

STEP = {"kind": "drop_parameter", "path": "shop/orders.py", "function": "_total", "parameter": "rate"}
CAST = {"kind": "remove_cast", "path": "shop/orders.py", "cast": "cast(int, n)"}
TOO_DEEP: Any = []
for _ in range(900):
    TOO_DEEP = [TOO_DEEP]


@pytest.mark.parametrize(("recipe", "told"), [
    (None, "a recipe is a list of steps, not null"),
    ({"steps": [STEP]}, "a recipe is a list of steps, not an object"),
    ([], "the recipe has no steps"),
    ([STEP] * 10_000, "the recipe has 10,000 steps; at most 20 are taken"),
    (["remove"], "step 1 is a text, not an object"),
    ([STEP, {}], 'step 2: "kind" is missing: one of '),
    ([{"kind": True}], 'step 1: "kind" is true or false, not a text'),
    ([{"kind": "remove_imports"}], "step 1: no operation 'remove_imports'; did you mean remove_import?"),
    ([STEP, {"kind": "drop_parameter", "path": "m.py", "parameter": "x"}],
     'step 2 drop_parameter: "function" is missing: The module-level function, such as "_total"'),
    ([STEP | {"parmeter": "rate"}], "step 1 drop_parameter: no parameter 'parmeter'; did you mean parameter?"),
    ([STEP | {"function": ["_total"]}], 'step 1 drop_parameter: "function" is a list, not a text: '),
    ([STEP | {"function": "Cart.total"}], 'step 1 drop_parameter: "function" is "Cart.total": The module-level'),
    ([STEP | {"path": "/etc/passwd"}], '"path" is "/etc/passwd", an absolute path: '),
    ([STEP | {"path": "shop/../../passwd"}], '"path" is "shop/../../passwd", which leaves the repository: '),
    ([STEP | {"path": "shop\\orders.py"}], '"path" is "shop\\\\orders.py", with a backslash: '),
    ([STEP | {"path": "./shop/orders.py"}], "with an empty part or a dot between slashes: "),
    ([STEP | {"path": "shop//orders.py"}], "with an empty part or a dot between slashes: "),
    ([STEP | {"path": "shop/"}], "with an empty part or a dot between slashes: "),
    ([STEP | {"path": ""}], '"path" is "", an empty path: '),
    ([STEP | {"path": "a\0.py"}], 'step 1: "path" is "a\\u0000.py", with a NUL in it'),
    ([STEP | {"path": "a.py\n"}], 'step 1: "path" is "a.py\\n", with a line break in it'),
    ([STEP | {"path": "\udcff.py"}], 'step 1: "path" is "\\udcff.py", with half a character in it'),
    ([STEP | {"path": "a" * 1_000_000}], 'step 1: "path" has 1,000,000 characters; at most 2,000 are taken'),
    ([STEP | {"path": "a" * 1_000}], '"path" has more than 500 characters: '),
    ([STEP | {"value": 3}], '"value" is a number, not a text or null: '),
    ([CAST | {"nth": 1.0}], 'step 1: "nth" is a number with a point, which no parameter takes'),
    ([CAST | {"nth": -1}], 'step 1 remove_cast: "nth" is -1, less than 0: '),
    ([CAST | {"of": 10**5000}], 'step 1: "of" is too large a number'),
    ([CAST | {"of": True}], '"of" is true or false, not a whole number: '),
    ([CAST | {"cast": TOO_DEEP}], "step 1: it is nested more than 6 deep"),
    ([CAST | {"cast": ["x"] * 10_000}], "step 1: it is nested more than 6 deep, or holds more than 1,000 values"),
    ([{"kind": "delete_definition", "definitions": ["/m.py::f"]}],
     '"definitions[0]" is "/m.py::f", an absolute path: '),
    ([{"kind": "delete_definition", "definitions": ["m.py"]}], '"definitions[0]" is "m.py": A definition that goes'),
    ([{"kind": "delete_definition", "definitions": []}], '"definitions" is empty: What goes, together'),
    ([{"kind": "remove_import", "path": "m.py", "imports": [{"text": "import os"}, {"txt": "import re"}]}],
     "step 1 remove_import: \"imports[1]\": no parameter 'txt'; did you mean text?"),
    ([{"kind": "modernise_typing", "path": "m.py", "floor": [3]}], '"floor" holds fewer than 2 items: '),
    ([{"kind": "replace_call", "path": "m.py", "old": "logging.wran"}], "'logging.wran'; did you mean logging.warn?"),
    ([{"kind": "merge_duplicates", "keep": "a.py::f", "drop": {"b.py::f": "os import system; from a"}}],
     '"drop.b.py::f" is "os import system; from a": The module'),
])
def test_what_is_wrong_is_told_with_its_place(recipe: Any, told: str) -> None:
    problems = problems_of(recipe)

    assert any(told in problem for problem in problems), problems
    with pytest.raises(BadInput) as bad:
        recipe_of(recipe)
    assert str(bad.value).split("\n") == problems


def test_a_good_recipe_is_read() -> None:
    assert problems_of([STEP, CAST]) == []
    assert recipe_of([STEP, CAST]) == Recipe.from_json([STEP, CAST])


def test_every_step_is_told_of_and_many_problems_are_cut_short() -> None:
    assert [problem.partition(":")[0] for problem in problems_of([{"kind": "a"}, STEP, {"kind": "b"}])] == [
        "step 1", "step 3"]
    many = problems_of([{"kind": "delete_definition", "definitions": ["m.py"] * 200}])
    assert len(many) == 21 and many[-1] == "there are more problems"


def test_a_hostile_recipe_costs_little() -> None:
    huge = [{"kind": "remove_import", "path": "x" * 10_000_000, "imports": [{}] * 1_000_000}] * 20
    watch = Stopwatch()

    assert problems_of([STEP] * 10_000)
    assert problems_of(huge, at_most=20)
    assert watch.seconds < 0.5


def test_reading_recipes_does_not_load_the_validator_before_it_is_used() -> None:
    code = "import sys, reviewer.recipes; print('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("case", cases(CASES), ids=str)
def test_what_a_case_gives_its_operation_is_a_recipe(case: Any) -> None:
    problems = problems_of([Step(case.kind, case.parameters).to_json()])
    assert problems == [] or case.declined is not None, problems


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["m.py", *operations()]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text() | st.sampled_from(["kind", "path", "imports", "text", "floor", "drop", "keep"]), inner, max_size=5),
    max_leaves=20)
NEARLY = st.builds(lambda kind, rest: {"kind": kind, **rest}, st.sampled_from(sorted(operations())), st.dictionaries(
    st.sampled_from(sorted({name for one in operations().values() for name in one.parameters["properties"]})),
    ANYTHING, max_size=5))


@settings(max_examples=150, deadline=None)
@given(ANYTHING | st.lists(ANYTHING | NEARLY, max_size=4))
def test_anything_is_either_a_recipe_or_told_why_not(anything: Any) -> None:
    problems = problems_of(anything)

    assert all(problem.isprintable() for problem in problems)
    if not problems:
        assert recipe_of(anything).to_json() == anything


@pytest.mark.parametrize("kind", sorted(operations()))
def test_an_operation_says_what_it_does_and_what_it_takes(kind: str) -> None:
    operation = operations()[kind]
    Draft202012Validator.check_schema(operation.parameters)

    assert 0 < len(operation.does) <= 200 and operation.does.endswith(".")
    assert operation.parameters["type"] == "object" and operation.parameters["additionalProperties"] is False
    for described in _properties(operation.parameters):
        examples = list(_examples(described["description"]))
        assert examples
        for example in examples:
            Draft202012Validator(described).validate(example)


def _properties(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every property and item at any depth."""
    for one in schema.get("properties", {}).values():
        yield one
        yield from _properties(one.get("items", {}))


def _examples(description: str) -> Iterator[Any]:
    """What stands after `such as`, and after each `or`: JSON."""
    rest = description.rpartition("such as ")[2]
    while rest:
        example, end = json.JSONDecoder().raw_decode(rest)
        yield example
        rest = rest[end:].removeprefix(" or ") if rest[end:].startswith(" or ") else ""


def test_the_catalogue_is_listed_for_people_and_for_scripts() -> None:
    application = typer.Typer()
    add_commands(application)
    told = CliRunner().invoke(application, ["operations"]).stdout.splitlines()
    listed = json.loads(CliRunner().invoke(application, ["operations", "--json"]).stdout)

    assert [line.split()[0] for line in told] == [one["kind"] for one in listed] == sorted(operations())
    assert any("redirect_call" in one and "needs a test  Makes every call" in one for one in told)
    assert set(listed[0]) == {"kind", "effect", "changes_what", "safe", "does", "parameters"}
    assert listed[0]["parameters"] == json.loads(json.dumps(operations()[listed[0]["kind"]].parameters))
