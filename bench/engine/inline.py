"""rope's inline cases as steps of ours: it names a definition, or one use of it, by a position."""

from __future__ import annotations

from typing import Any

from bench.engine.rename import symbol_at
from bench.engine.rope import Untranslated
from reviewer.references import Files, Kind, references
from reviewer.tree import Tree


def steps_of(case: dict[str, Any], tree: Tree) -> list[dict[str, Any]]:
    params = case["params"]
    if params.get("docs"):
        raise Untranslated("a variable is not put into text that happens to hold its name")
    if "resources" in params:
        raise Untranslated("a function is not taken away while a call of it is left")
    symbol = symbol_at(Files(tree), params["resource"], params["offset"])
    step: dict[str, Any] = {"kind": "inline_function", "definition": f"{symbol.path}::{symbol.name}"}
    if case["operation"] != "inline_variable":
        return [step]
    step["kind"] = "inline_variable"
    if params.get("only_current"):
        reads = [one for one in references(tree, symbol.path, symbol.name).found
                 if one.path == params["resource"] and one.kind in (Kind.NAME, Kind.ATTRIBUTE)]
        here = [number for number, one in enumerate(reads) if one.start <= params["offset"] <= one.end]
        return [step | {"nth": here[0], "of": len(reads)}]
    return [step | ({"keep": True} if params.get("remove") is False else {})]
