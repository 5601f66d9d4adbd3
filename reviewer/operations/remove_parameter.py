"""Take a parameter that nobody reads out of a function or method, with what calls pass for it.

`drop_parameter` is for a private function whose parameter is always the one constant; this one follows methods,
overrides, re-exports and constructors.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._resigning import Resigning, is_overload, unresolved_schema
from reviewer.operations._signature import How, Parameters, Passed, is_plain, parameters_of
from reviewer.operations._uses import Site, uses
from reviewer.tree import Tree


@dataclass(frozen=True)
class RemoveParameter:
    kind = "remove_parameter"
    does = ("Removes an unread parameter of a function or method, its overrides too, with what calls pass for it; "
            "declines unless every use is a known call that passes nothing which does work.")
    parameters = shape.takes(
        path=shape.path("The file that defines the function"),
        function=shape.dotted("The function, as it is called inside the module", "total", "Cart.total"),
        parameter=shape.name("The parameter that goes; of `*args` and `**kwargs` the name alone", "currency"),
        optional={"unresolved": unresolved_schema()})
    effect = Effect.PRESERVES
    changes_what = None
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['function']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = uses(tree, parameters["path"], parameters["function"])
        part, name = Resigning(tree, found, parameters["function"]), parameters["parameter"]
        before = parameters_of(part.main)
        if name not in [one.name for one in before]:
            return []
        part.check_decorators()
        part.check_same_parameters()
        part.check_every_use_is_a_call()
        if parameters.get("unresolved") != "leave":
            part.check_nothing_unknown()
        for path, function in found.definitions:
            _check_unread(part, path, function, name)
        for site in found.sites:
            _check_passed(site, name, before[site.given:])
        part.leave_others()
        change = partial(_without, name)
        part.heads(change)
        part.calls(change, lambda _: Passed())
        return part.changes()


def _without(name: str, before: Parameters) -> Parameters:
    return tuple(one for one in before if one.name != name)


def _check_unread(part: Resigning, path: str, function: Function, name: str) -> None:
    names = part.uses.file(path).names
    if part.main.args and _is_receiver(part, function, name):
        raise OperationDeclined(f"{name} is what {function.name} is called on")
    scope = names.scopes[function.body[0]]
    if not is_overload(function) and names.uses(scope, name):
        raise OperationDeclined(f"{path}:{names.uses(scope, name)[0].lineno} reads {name}")
    if any(isinstance(node, ast.Name) and node.id in ("locals", "vars", "eval", "exec") for node in ast.walk(function)):
        raise OperationDeclined(f"{function.name} looks at its own names")
    words = (ast.get_docstring(function) or "").replace("`", " ").replace("*", " ").split()
    if any(word.strip(".,:;()[]\"'") == name for word in words):
        raise OperationDeclined(f"the docstring of {function.name} speaks of {name}")


def _is_receiver(part: Resigning, function: Function, name: str) -> bool:
    first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
    decorators = {ast.unparse(one) for one in function.decorator_list}
    return (part.uses.searched.target.is_member and first is not None and first.arg == name
            and "staticmethod" not in decorators)


def _check_passed(site: Site, name: str, before: Parameters) -> None:
    """What the call passes for it does nothing, so that nobody misses it."""
    positional = [one.name for one in before if one.is_positional]
    wanted = next(one for one in before if one.name == name)
    known = {one.name for one in before if one.how in (How.EITHER, How.KEYWORD)}
    gone = [one.value for one in site.call.keywords if one.arg == name]
    if name in positional and positional.index(name) < len(site.args):
        gone.append(site.args[positional.index(name)])
    if wanted.how is How.REST and (len(site.args) > len(positional) or any(
            isinstance(one, ast.Starred) for one in site.args)):
        raise OperationDeclined(f"{site.at} passes arguments that {name} takes")
    if wanted.how is How.OTHERS and any(one.arg is None or one.arg not in known for one in site.call.keywords):
        raise OperationDeclined(f"{site.at} passes arguments that {name} takes")
    if not all(is_plain(value) for value in gone):
        raise OperationDeclined(f"{site.at} passes something for {name} that may do work")


OPERATION = RemoveParameter()
