"""The catalogue: one file per operation, its codemod inside, its cases in `tests/cases/<kind>/`."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

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
