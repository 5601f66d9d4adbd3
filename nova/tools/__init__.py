"""One file per chat tool, named after it and found as `TOOL`. Plugins add theirs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from nova.plugins import installed, part
from nova.runtime.toolbox import Tool
from nova.tools._scope import ChatScope


def chat_tools(names: Iterable[str]) -> dict[str, Tool[ChatScope]]:
    """Those of the names that somebody provides. Only their files are loaded, so that an answer costs what it uses."""
    return {name: import_module(known_tools()[name]).TOOL for name in names if name in known_tools()}


@cache
def known_tools() -> dict[str, str]:
    """Every chat tool -> its module, those of the plugins among them."""
    packages = ["nova.tools", *(plugin.tools for plugin in installed() if plugin.tools)]
    return {info.name: f"{package}.{info.name}" for package in packages
            for info in pkgutil.iter_modules(import_module(package).__path__) if not info.name.startswith("_")}


def every_tool() -> dict[str, str]:
    """Every tool that a role may list, in a chat or elsewhere -> what it does. Loads them all."""
    found = {name: tool.description for name, tool in chat_tools(known_tools()).items()}
    for plugin in installed():
        if plugin.role_tools:
            found |= part(plugin.role_tools)()
    return found
