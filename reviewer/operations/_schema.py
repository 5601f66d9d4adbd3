"""Shapes of parameters in JSON Schema (draft 2020-12), with which an operation says what it takes.

Who writes a recipe by hand, a person or a model, has nothing else to go by: so every description says what is meant
and gives examples, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from reviewer.errors import OperationDeclined

Schema = Mapping[str, Any]
T = TypeVar("T")

_NAME = r"[^\W\d]\w*"
_DOTTED = rf"{_NAME}(\.{_NAME})*"
_PATH = r"(?!(.*/)?\.{0,2}/)(?!(.*/)?\.{0,2}$)[^\\]+"
PATH = f"^{_PATH}$"
PLACE = rf"^{_PATH}\.pyi?::{_NAME}$"
TEST = rf"^{_PATH}\.py(::{_NAME})+$"
_QUALIFIED = rf"(<\w+>|{_NAME})(#\d+)?(\.(<\w+>|{_NAME})(#\d+)?)*(\({_NAME}\))?"
DEFINITION = rf"^({_PATH}\.pyi?::|{_DOTTED}:){_QUALIFIED}$"

MOST = 200
"""Items of one list."""
LONGEST = 2000
"""Characters of one text."""


def takes(*, optional: Mapping[str, Schema] | None = None, **required: Schema) -> Schema:
    """An object with these parameters and no others."""
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required),
            "additionalProperties": False}


def path(what: str, example: str = "shop/orders.py") -> Schema:
    return _text(PATH, 500, f"{what}: path from the top of the repository", example)


def place(what: str, example: str) -> Schema:
    """A module-level name with its file."""
    return _text(PLACE, 700, f"{what}: path::name", example)


def definition(what: str, *examples: str) -> Schema:
    """A definition at any depth: a class, function, variable, method, attribute, local, or a parameter as `f(x)`."""
    return _text(DEFINITION, 700, f"{what}: path::Qualified.name, or package.module:Qualified.name", *examples)


def flag(what: str) -> Schema:
    return {"type": "boolean", "description": f"{what}, such as true; left out: false"}


def test(what: str, example: str) -> Schema:
    return _text(TEST, 700, f"{what}: path::test or path::Class::test", example)


def paths_in(parameters: Mapping[str, Any], shape: Schema) -> list[str]:
    """Every path that these parameters, which fit the shape, name: alone, with a place or a test in it, in lists."""
    found: dict[str, None] = {}
    for key, value in parameters.items():
        wanted = shape["properties"][key]
        within = wanted.get("items") or wanted.get("propertyNames") or wanted
        if within.get("pattern") in (PATH, PLACE, TEST, DEFINITION):
            given = [value] if isinstance(value, str) else value
            found.update(dict.fromkeys(text.partition("::")[0] for text in given
                                       if "::" in text or within["pattern"] != DEFINITION))
    return list(found)


def name(what: str, example: str) -> Schema:
    return _text(f"^{_NAME}$", 200, what, example)


def dotted(what: str, *examples: str) -> Schema:
    return _text(rf"^{_DOTTED}$", 300, f"{what}: a dotted name", *examples)


def scope(what: str, *examples: str) -> Schema:
    """A definition by its qualified name. Empty, or left out where it may be: none, at module level."""
    return _text(rf"^({_DOTTED})?$", 300, f"{what}: dotted name inside the module, empty if there is none", *examples)


def module_as_written(what: str, *examples: str) -> Schema:
    """A module as an import statement names it, perhaps with leading dots."""
    return _text(rf"^(\.*{_DOTTED}|\.+)$", 300, what, *examples)


def linter_code(what: str, example: str) -> Schema:
    return _text("^[A-Za-z]+[0-9]+$", 20, what, example)


def checker_code(what: str, example: str) -> Schema:
    return _text("^[a-z][a-z0-9-]*$", 60, what, example)


def source(what: str, *examples: str) -> Schema:
    """A piece of source text on one line."""
    return {"type": "string", "minLength": 1, "maxLength": LONGEST, "description": _described(what, *examples)}


def one_of(what: str, known: Sequence[str], example: str) -> Schema:
    return {"enum": list(known), "description": _described(what, example)}


def count(what: str, example: int, *, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": 10_000, "description": _described(what, example)}


def floor() -> Schema:
    """What `_floor.floor_of` reads."""
    return {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 99}, "minItems": 2, "maxItems": 2,
            "description": _described("The oldest Python to write for, not newer than what the project declares; left "
                                      "out: just that", [3, 10])}


def some(items: Schema, what: str, example: Sequence[Any], *, least: int = 1) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": MOST,
            "description": _described(what, example)}


def mapping(keys: Schema, values: Schema, what: str, example: Mapping[str, Any]) -> Schema:
    return {"type": "object", "propertyNames": keys, "additionalProperties": values, "minProperties": 1,
            "maxProperties": MOST, "description": _described(what, example)}


def or_null(shape: Schema, what: str) -> Schema:
    """The shape, or null, which means `what`, and so does leaving it out."""
    return {**shape, "type": [shape["type"], "null"], "description": f"{shape['description']}; null: {what}"}


def which_of_equals(what: str) -> dict[str, Schema]:
    """Two optional parameters that tell equal places apart; `chosen` reads them."""
    return {"nth": count(f"Which of several equal {what}, counted from 0", 0),
            "of": count(f"How many equal {what} there are; with any other number nothing is done", 1, least=1)}


def chosen(equals: Sequence[T], parameters: Mapping[str, Any]) -> T | None:
    """The one that is meant; None when there are more or fewer than the recipe knew of, so that nothing is sure."""
    nth, of = parameters.get("nth", 0), parameters.get("of", 1)
    if nth >= of:
        raise OperationDeclined(f"of {of} equal places, counted from 0, none has the number {nth}")
    return equals[nth] if len(equals) == of else None


def _text(pattern: str, longest: int, what: str, *examples: str) -> Schema:
    return {"type": "string", "pattern": pattern, "maxLength": longest, "description": _described(what, *examples)}


def _described(what: str, *examples: Any) -> str:
    return f"{what}, such as {' or '.join(json.dumps(example) for example in examples)}"
