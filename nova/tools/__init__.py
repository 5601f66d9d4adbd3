"""One file per chat tool, found as `TOOL`. Plugins add theirs."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from nova.plugins import installed
from nova.runtime.toolbox import Tool
from nova.tools._scope import ChatScope


@cache
def chat_tools() -> dict[str, Tool[ChatScope]]:
    """Every chat tool by name, those of the plugins among them."""
    packages = ["nova.tools", *(plugin.tools for plugin in installed() if plugin.tools)]
    found: dict[str, Tool[ChatScope]] = {}
    for package in map(import_module, packages):
        for info in pkgutil.iter_modules(package.__path__):
            if not info.name.startswith("_"):
                tool: Tool[ChatScope] = import_module(f"{package.__name__}.{info.name}").TOOL
                found[tool.name] = tool
    return found
