"""One file per rule. Each sees its findings over the shared index and plans a recipe for them."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from reviewer.ports import Detector


@cache
def detectors() -> dict[str, Detector]:
    """Every rule by name. A file whose name begins with `_` is shared code, not a rule."""
    found: dict[str, Detector] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            detector: Detector = import_module(f"{__name__}.{info.name}").DETECTOR
            found[detector.name] = detector
    return found
