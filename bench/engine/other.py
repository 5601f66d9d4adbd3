"""rope's remaining cases: of them, restructurings as patterns, and modules that get another place."""

from __future__ import annotations

import re
from typing import Any

from bench.engine.rope import Untranslated
from reviewer.tree import Tree


def steps_of(case: dict[str, Any], _tree: Tree) -> list[dict[str, Any]]:
    given = case["params"]
    if case["operation"] == "module_to_package":
        path = given["resource"]
        return [{"kind": "rename_module", "path": path, "to": f"{path.removesuffix('.py')}/__init__.py"}]
    if case["operation"] != "restructure":
        raise Untranslated(f"no operation for {case['operation']}")
    if given.get("args"):
        raise Untranslated("restructure with conditions on types")
    if "\n" in given["goal"]:
        raise Untranslated("restructure to several statements")
    step = {"kind": "edit_call_sites", "pattern": _holes(given["pattern"]), "becomes": _holes(given["goal"])}
    return [step | ({"imports": given["imports"]} if given.get("imports") else {})]


def _holes(text: str) -> str:
    return re.sub(r"\$\{(\w+)\}", r"$\1", text)
