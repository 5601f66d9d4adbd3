"""rope's remaining cases: of them, those that give a module another place."""

from __future__ import annotations

from typing import Any

from bench.engine.rope import Untranslated
from reviewer.tree import Tree


def steps_of(case: dict[str, Any], tree: Tree) -> list[dict[str, Any]]:
    if case["operation"] != "module_to_package":
        raise Untranslated(f"no operation for {case['operation']}")
    path = case["params"]["resource"]
    return [{"kind": "rename_module", "path": path, "to": f"{path.removesuffix('.py')}/__init__.py"}]
