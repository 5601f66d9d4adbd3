"""rope's cases of changed signatures, as steps of ours.

rope adds, removes and reorders by number, and normalises calls; its values stand at the calls of one case alike.
"""

from __future__ import annotations

import ast
from typing import Any

from bench.engine.rope import Untranslated
from reviewer.errors import OperationDeclined
from reviewer.operations._signature import How, Parameter, parameters_of
from reviewer.tree import Tree

Step = dict[str, Any]


def steps_of(case: dict[str, Any], tree: Tree) -> list[Step]:
    given = case["params"]
    function = _function(tree, given["resource"], given["line"], given["symbol"])
    names = list(parameters_of(function))
    return [step for changer in given.get("changers", [{"changer": "ArgumentNormalizer"}])
            for step in _step(changer, {"path": given["resource"], "function": function.name}, names)]


def _function(tree: Tree, path: str, line: int, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    for node in ast.walk(ast.parse(tree.read(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.name, node.lineno) == (name, line):
            return node
    raise OperationDeclined(f"{name} is no function")


def _step(changer: Step, where: Step, names: list[Parameter]) -> list[Step]:
    """The steps for one changer; `names` is what the ones before it made of the parameters."""
    at = changer.get("index", 0)
    positional = [one.name for one in names if one.is_positional]
    match changer["changer"]:
        case "ArgumentNormalizer":
            return [{"kind": "reorder_parameters", **where, "order": positional, "calls": "position"}]
        case "ArgumentReorderer":
            order = [names[number].name for number in changer["new_order"]]
            return [{"kind": "reorder_parameters", **where, "order": order}]
        case "ArgumentRemover":
            return [{"kind": "remove_parameter", **where, "parameter": names.pop(at).name}]
        case "ArgumentDefaultInliner":
            return [{"kind": "reorder_parameters", **where, "order": positional, "spell_out": [names[at].name]}]
        case "ArgumentAdder":
            step = {"kind": "add_parameter", **where, "parameter": changer["name"], "passed": "position"}
            if at < len(positional):
                step["before"] = names[at].name
            names.insert(at, Parameter(changer["name"], How.EITHER, changer["default"]))
            return [step | {key: changer[key] for key in ("default", "value") if changer[key] is not None}]
    raise Untranslated(changer["changer"])
