"""The catalogue: one file per operation, its codemod inside, its cases in `tests/cases/<kind>/`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from reviewer.ports import Operation


@cache
def operations() -> dict[str, Operation]:
    """Every operation by kind. A file whose name begins with `_` is shared code, not an operation."""
    found: dict[str, Operation] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            operation: Operation = import_module(f"{__name__}.{info.name}").OPERATION
            found[operation.kind] = operation
    return found


def declared_by(kind: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Definitions whose public shape the step says it changes, `path::Qualified.name`. An operation that changes any
    has a method `declares(parameters)`; the others are held to changing none."""
    declares = getattr(operations()[kind], "declares", None)
    return tuple(declares(parameters)) if declares else ()


def inserted_by(kind: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Texts of the step that end up in code as they stand. An operation that has such parameters names them in
    `inserts`; all that the others write comes from the base or from their own tables."""
    names: tuple[str, ...] = getattr(operations()[kind], "inserts", ())
    return tuple(text for name in names for text in _texts(parameters.get(name)))


def _texts(value: Any) -> Iterator[str]:
    """The value when it is a text, else the texts in it, at every depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))


def renamed_by(kind: str, parameters: Mapping[str, Any]) -> Mapping[str, str] | None:
    """What the step renames, old -> new, each `path`, `path::Qualified.name` or `path::function(parameter)`, with
    nothing between the brackets for a parameter that goes; None when the operation does not say that it preserves
    references.

    One that does has `preserves_references = True` and a method `renames(parameters)`: then whatever files it edits
    besides go on meaning the same, by the new names, and the proof holds it to that in every test file.
    """
    operation = operations()[kind]
    if not getattr(operation, "preserves_references", False):
        return None
    renames = getattr(operation, "renames", None)
    return dict(renames(parameters)) if renames else {}


def removed_by(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Tests that the step takes away with the code they test."""
    return tuple(parameters.get("tests", ()))
