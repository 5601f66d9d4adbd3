"""One file per check that needs no test run."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from reviewer.ports import Check


@cache
def checks() -> tuple[Check, ...]:
    """Every check, cheapest first."""
    found: list[Check] = [import_module(f"{__name__}.{info.name}").CHECK
                          for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")]
    return tuple(sorted(found, key=lambda check: (check.order, check.name)))
