"""Recipes from outside, a model's or a file's: what is wrong with them, in words, before anything runs.

They are what `Recipe.to_json` writes: a list of steps, each an object with its `kind` and that operation's parameters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from nova.errors import BadInput, UnknownName
from reviewer.domain.recipe import Recipe
from reviewer.operations import operations
from reviewer.operations._schema import LONGEST, PATH, PLACE, TEST, paths_in

STEPS = 20
TOLD = 20
"""Problems that are told; whoever wrote more of them begins anew anyway."""
_VALUES = 1_000
"""In one step, at every depth."""
_DEEP = 6
_LARGEST = 10**9
_SHOWN = 80
"""Characters of what was written that a message repeats."""
_TYPES = {"string": "a text", "integer": "a whole number", "array": "a list", "object": "an object", "null": "null",
          "boolean": "true or false"}


def recipe_of(recipe_json: Any, *, at_most: int = STEPS) -> Recipe:
    """The recipe that the JSON is. Raises BadInput with every problem, one to a line."""
    if problems := problems_of(recipe_json, at_most=at_most):
        raise BadInput("\n".join(problems))
    return Recipe.from_json(recipe_json)


def problems_of(recipe_json: Any, *, at_most: int = STEPS) -> list[str]:
    """Why the JSON is no recipe of at most so many steps, in order; empty when it is one.

    Takes anything, raises nothing, and reads no more than a bounded part. Whether the code that a recipe names is
    there is not asked here: that is for its operations.
    """
    if not isinstance(recipe_json, list):
        return [f"a recipe is a list of steps, not {_type_of(recipe_json)}"]
    if not recipe_json:
        return ["the recipe has no steps"]
    if len(recipe_json) > at_most:
        return [f"the recipe has {len(recipe_json):,} steps; at most {at_most} are taken"]
    problems = (f"step {number}{problem}" for number, step in enumerate(recipe_json, 1) for problem in _in_step(step))
    told = list(islice(problems, TOLD + 1))
    return told if len(told) <= TOLD else [*told[:TOLD], "there are more problems"]


def paths_of(recipe: Recipe) -> list[str]:
    """Every file that its steps name, wherever in their parameters."""
    return list(dict.fromkeys(path for step in recipe.steps
                              for path in paths_in(step.parameters, operations()[step.kind].parameters)))


def _in_step(step: Any) -> Iterator[str]:
    """What is wrong with one step; each begins where the number of the step has just been said."""
    if not isinstance(step, dict):
        yield f" is {_type_of(step)}, not an object with its kind and parameters"
    elif (why := _why_unreadable(step)) is not None:
        yield f": {why}"
    elif "kind" not in step:
        yield f': "kind" is missing: one of {", ".join(operations())}'
    elif not isinstance(step["kind"], str):
        yield f': "kind" is {_type_of(step["kind"])}, not a text'
    elif step["kind"] not in operations():
        yield f": {UnknownName('operation', step['kind'][:_SHOWN], operations())}"
    else:
        parameters = {name: value for name, value in step.items() if name != "kind"}
        for error in _validator(step["kind"]).iter_errors(parameters):
            yield from (f" {step['kind']}: {problem}" for problem in _told(error))


def _why_unreadable(step: dict[Any, Any]) -> str | None:
    """Why nobody should look closer: too much, too deep, or values that no parameter takes; None: nothing."""
    todo: list[tuple[list[str | int], Any]] = [([], step)]
    seen = 0
    while todo:
        where, value = todo.pop()
        if isinstance(value, dict | list):
            seen += len(value)
            if len(where) > _DEEP or seen > _VALUES:
                return f"it is nested more than {_DEEP} deep, or holds more than {_VALUES:,} values"
            names = list(value) if isinstance(value, dict) else list(range(len(value)))
            if why := next(filter(None, map(_why_no_name, names)), None):
                return why
            todo += [([*where, name], value[name]) for name in names]
        elif (why := _why_no_value(value)) is not None:
            return f"{_place(where)} {why}"
    return None


def _why_no_name(name: Any) -> str | None:
    if isinstance(name, int):
        return None
    why = _why_no_value(name) if isinstance(name, str) else "is no text"
    return why and f"a name in it {why}"


def _why_no_value(value: Any) -> str | None:
    if isinstance(value, str):
        if len(value) > LONGEST:
            return f"has {len(value):,} characters; at most {LONGEST:,} are taken"
        odd = _ODD.search(value)
        return f"is {_shown(value)}, with {_NAMES_OF_ODD.get(odd[0], 'half a character')} in it" if odd else None
    if isinstance(value, int):
        return None if abs(value) <= _LARGEST else "is too large a number"
    return None if value is None else f"is {_type_of(value)}, which no parameter takes"


_ODD = re.compile("[\0\n\r\ud800-\udfff]")
_NAMES_OF_ODD = {"\0": "a NUL", "\n": "a line break", "\r": "a line break"}


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(operations()[kind].parameters)


def _told(error: Any) -> Iterator[str]:
    """One error of jsonschema in our words: where, what is there, what is meant to be there."""
    where, value, wants = list(error.absolute_path), error.instance, error.validator_value
    meant = f": {error.schema['description']}" if "description" in error.schema else ""
    known = error.schema.get("properties", {})
    match error.validator:
        case "required":  # one error for each, told apart by its message alone
            name = next(name for name in wants if error.message.startswith(repr(name)))
            yield f"{_place([*where, name])} is missing: {known[name]['description']}"
        case "additionalProperties":
            for name in sorted(value.keys() - known.keys()):
                yield f"{_place(where)}: " * bool(where) + str(UnknownName("parameter", name[:_SHOWN], known))
        case "type":
            types = [wants] if isinstance(wants, str) else wants
            yield f"{_place(where)} is {_type_of(value)}, not {' or '.join(_TYPES[one] for one in types)}{meant}"
        case "enum" if isinstance(value, str):
            yield f"{_place(where)}: {UnknownName('such name', value[:_SHOWN], wants)}"
        case "pattern" if wants in (PATH, PLACE, TEST) and (why := _why_no_path(value.partition("::")[0])):
            yield f"{_place(where)} is {_shown(value)}, {why}{meant}"
        case _:
            fault = "is empty" if value in ("", [], {}) else _UNFIT.get(error.validator, "is {0}")
            yield f"{_place(where)} {fault.format(_shown(value), wants)}{meant}"


_UNFIT = {"maxLength": "has more than {1} characters", "maxItems": "holds more than {1} items",
          "maxProperties": "holds more than {1} items", "minItems": "holds fewer than {1} items",
          "maximum": "is {0}, more than {1}", "minimum": "is {0}, less than {1}"}


def _why_no_path(path: str) -> str | None:
    if path.startswith("/"):
        return "an absolute path"
    if "\\" in path:
        return "with a backslash"
    if not path:
        return "an empty path"
    parts = path.split("/")
    if ".." in parts:
        return "which leaves the repository"
    return "with an empty part or a dot between slashes" if {"", "."} & set(parts) else None


def _place(where: Iterable[str | int]) -> str:
    """`"imports[0].text"`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return _shown(text.removeprefix("."))


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return _NAMES_OF_TYPES.get(type(value), f"of the type {type(value).__name__}")


_NAMES_OF_TYPES = {str: "a text", int: "a number", float: "a number with a point", list: "a list", dict: "an object",
                   type(None): "null"}
