"""One file per tool of an agent that reviews, found as `TOOL`. All but the last three only read."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from nova.runtime.toolbox import Tool
from reviewer.agent.scope import ReviewScope


@cache
def review_tools() -> dict[str, Tool[ReviewScope]]:
    """Every tool by name."""
    found: dict[str, Tool[ReviewScope]] = {}
    for info in pkgutil.iter_modules(__path__):
        tool: Tool[ReviewScope] = import_module(f"{__name__}.{info.name}").TOOL
        found[tool.name] = tool
    return found


def described() -> dict[str, str]:
    """Name -> what it does, for who checks role files."""
    return {name: tool.description for name, tool in review_tools().items()}
