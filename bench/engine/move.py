"""rope's move cases as steps of ours, and when two results mean the same.

rope imports a moved name's module and writes `module.name`; we keep `from module import name` where the file has it so.
It puts the code above what is there, we put it below. So beside equality by syntax tree there is `equivalent`: in both
results every name that an import brings in is replaced by the dotted name that it stands for, imports that are used are
set apart, those that are not must be the same, and the order of the module's statements does not count.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any

from bench.engine.rope import Untranslated
from reviewer.names import Names
from reviewer.tree import Tree


def steps_of(case: dict[str, Any], tree: Tree) -> list[dict[str, Any]]:
    params = case["params"]
    path = params["resource"].rpartition("testproject1/")[2]
    if case["operation"] == "move_module":
        to = f"{params['dest']}/{path.rpartition('/')[2]}".lstrip("/")
        return [{"kind": "rename_module", "path": path, "to": to}]
    if case["operation"] != "move_global" and case["expect"] == "change":
        raise Untranslated("moves a method to the class of an attribute")
    if not tree.exists(path):
        raise Untranslated("the case does not hold the file that it moves from")
    to = params.get("dest", "destination_module.py")
    return [{"kind": "move_symbol", "path": path, "names": [params["symbol"]],
             "to": to if to.endswith(".py") else f"{to.replace('.', '/')}.py"}]


def equivalent(one: bytes, other: bytes) -> bool:
    try:
        return _meaning(one) == _meaning(other)
    except (SyntaxError, ValueError):
        return False


def _meaning(content: bytes) -> tuple[Counter[str], frozenset[str]]:
    tree = ast.parse(content)
    names = Names(tree)
    unused = frozenset(binding.target or "" for binding in names.imported()
                       if not any(names.uses(scope, binding.name) for scope in (names.top,)))
    resolved = _Resolved(names).visit(tree)
    return Counter(ast.dump(s) for s in resolved.body if not isinstance(s, ast.Import | ast.ImportFrom)), unused


class _Resolved(ast.NodeTransformer):
    """Every use of an import by the dotted name that it stands for."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        dotted = self._names.dotted(node) if isinstance(node.ctx, ast.Load) else None
        return ast.parse(dotted, mode="eval").body if dotted and not dotted.startswith(".") else node
