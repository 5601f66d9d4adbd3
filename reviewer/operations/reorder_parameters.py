"""Put the parameters of a function in another order, its calls along with them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._code import expression_of
from reviewer.operations._resigning import Resigning, unresolved_schema
from reviewer.operations._signature import How, Parameters, Passed, parameters_of
from reviewer.operations._uses import uses
from reviewer.tree import Tree


@dataclass(frozen=True)
class ReorderParameters:
    kind = "reorder_parameters"
    does = ("Puts the parameters of a function or method in another order, overrides and calls along; declines unless "
            "every use is a call that is known, and keeps the order in which arguments do work.")
    parameters = shape.takes(
        path=shape.path("The file that defines the function"),
        function=shape.dotted("The function, as it is called inside the module", "total", "Cart.total"),
        order=shape.some(shape.name("A parameter", "items"), "The parameters that can be passed by position, as they "
                         "shall stand; `self` is left out. In the order that they have, only calls change",
                         ["items", "tax"], least=0),
        optional={
            "unresolved": unresolved_schema(),
            "calls": shape.one_of("`position`: calls pass by position whatever they can; left out: as they did",
                                  ["position"], "position"),
            "spell_out": shape.some(shape.name("A parameter", "tax"), "Parameters whose default, a constant, calls "
                                    "pass from now on", ["tax"])})
    effect = Effect.PRESERVES
    changes_what = None
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['function']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = uses(tree, parameters["path"], parameters["function"])
        part = Resigning(tree, found, parameters["function"])
        order: list[str] = parameters["order"]
        before = parameters_of(part.main)
        change = partial(_reordered, order, parameters["function"])
        if change(before) != before:
            part.check_decorators()
            part.check_same_parameters()
            part.check_every_use_is_a_call()
            if parameters.get("unresolved") != "leave":
                part.check_nothing_unknown()
        part.leave_others()
        passed = Passed(_defaults(before, parameters.get("spell_out", ())), by_position=True,
                        normal=parameters.get("calls") == "position")
        part.heads(change)
        part.calls(change, lambda _: passed, must=change(before) != before)
        return part.changes()


def _reordered(order: list[str], name: str, before: Parameters) -> Parameters:
    """The receiver of a method may be left out: it stays in front."""
    positional = {one.name: one for one in before if one.is_positional}
    receiver = [one for one in list(positional.values())[:1] if one.name not in order]
    if sorted([*order, *(one.name for one in receiver)]) != sorted(positional):
        raise OperationDeclined(f"{name} takes {', '.join(positional)} by position, not {', '.join(order)}")
    wanted = [*receiver, *(positional[one] for one in order)]
    if [one.how for one in wanted] != sorted(one.how for one in wanted):
        raise OperationDeclined(f"{name} takes some of {', '.join(order)} only by position; they stay in front")
    return (*wanted, *(one for one in before if not one.is_positional))


def _defaults(before: Parameters, names: Iterable[str]) -> dict[str, str]:
    """Raises OperationDeclined for a default that is no constant: each call would get one of its own."""
    found = {}
    for name in names:
        text = next((one.default for one in before if one.name == name and one.how is not How.REST), None)
        if text is None or not isinstance(expression_of(text), ast.Constant):
            raise OperationDeclined(f"the default of {name} is no constant")
        found[name] = text
    return found


OPERATION = ReorderParameters()
