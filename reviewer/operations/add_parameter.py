"""Give a function or method one more parameter, and say at its calls what it gets there.

Calls that name no value rely on the default. A parameter may be threaded through callers: they take it too, and hand
it on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._code import expression_of, unknown_name
from reviewer.operations._nested import Nested
from reviewer.operations._resigning import Resigning, caller_of, changes_of, unresolved_schema
from reviewer.operations._signature import Change, How, Parameter, Parameters, Passed
from reviewer.operations._uses import Site, uses
from reviewer.references import Files
from reviewer.tree import Tree


@dataclass(frozen=True)
class AddParameter:
    kind = "add_parameter"
    does = ("Adds a parameter to a function or method, its overrides too, with a value at each call, perhaps handed "
            "through callers; lists uses that are no calls, declines where those would break.")
    parameters = shape.takes(
        path=shape.path("The file that defines the function"),
        function=shape.dotted("The function, as it is called inside the module", "total", "Cart.total"),
        parameter=shape.name("The parameter to add", "currency"),
        optional={
            "unresolved": unresolved_schema(),
            "default": shape.source("Its default; left out: every call must be given a value", "None", "'EUR'"),
            "annotation": shape.source("Its annotation", "str | None"),
            "value": shape.source("What every call passes that `values` does not speak of; left out: nothing", "'EUR'"),
            "values": shape.mapping(
                shape.source("Files, `*` for anything, or one caller as path::name", "tests/*", "shop/a.py::Cart.add"),
                shape.or_null(shape.source("What calls there pass", "'EUR'"), "nothing"),
                "What calls pass, by place; the longest key that fits counts", {"tests/*": "'EUR'"}),
            "through": shape.some(shape.source("A caller, path::name", "shop/a.py::Cart.add"),
                                  "Callers that get the parameter too and hand it on", ["shop/a.py::Cart.add"]),
            "before": shape.name("The parameter that it stands before; left out: the last place it can have",
                                 "discount"),
            "passed": shape.one_of("How calls pass it; left out: by name", ["name", "position"], "position"),
            "kind_of": shape.one_of("`keyword`: only by name", ["either", "keyword"], "keyword")})
    effect = Effect.CHANGES
    changes_what = "a function takes one more argument"
    safe = None
    inserts = ("default", "annotation", "value", "values")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['function']}", *parameters.get("through", ())]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        adding = _Adding(tree, parameters)
        first = adding.function(parameters["path"], parameters["function"])
        if first is None:
            return []
        for place in parameters.get("through", ()):
            path, _, name = place.partition("::")
            if adding.function(path, name) is None:
                raise OperationDeclined(f"{place} has a parameter {parameters['parameter']} already")
        return adding.changes()


class _Adding:
    """The function, and the callers through which its new parameter comes."""

    def __init__(self, tree: Tree, parameters: Mapping[str, Any]) -> None:
        self.tree, self.wanted = tree, parameters
        self.name: str = parameters["parameter"]
        self.default: str | None = parameters.get("default")
        self.through: set[str] = set(parameters.get("through", ()))
        self.files = Files(tree)
        self.splices: dict[str, Nested] = {}
        self.parts: list[Resigning] = []
        for text in [self.default, parameters.get("annotation"), parameters.get("value"),
                     *parameters.get("values", {}).values()]:
            if text is not None:
                expression_of(text)

    def function(self, path: str, qualname: str) -> Resigning | None:
        """None: it has such a parameter already."""
        found = uses(self.tree, path, qualname, self.files)
        part = Resigning(self.tree, found, qualname, self.splices)
        if any(one.arg == self.name for one in _all_arguments(part.main)):
            return None
        part.check_decorators()
        for where, function in found.definitions:
            self._check_free(where, function, part)
        if self.default is None:
            part.check_every_use_is_a_call()
            if self.wanted.get("unresolved") != "leave":
                part.check_nothing_unknown()
        part.leave_others()
        self.parts.append(part)
        return part

    def _check_free(self, path: str, function: Function, part: Resigning) -> None:
        """The name means nothing in the function so far."""
        names = part.uses.file(path).names
        if any(one.arg == self.name for one in _all_arguments(function)):
            raise OperationDeclined(f"{path}:{function.lineno} has a parameter {self.name} already")
        around = [None, *names.scopes[function.body[0]].up()]
        inside = [node for statement in function.body for node in ast.walk(statement)
                  if isinstance(node, ast.Name) and node.id == self.name and names.home(node) in around]
        if inside:
            raise OperationDeclined(f"{path}:{inside[0].lineno} uses {self.name} for something else, which the "
                                    "parameter would hide; rename that first")
        for text in (self.default, self.wanted.get("annotation")):
            if text is not None and (unknown := unknown_name(names, names.scopes[function], text)):
                raise OperationDeclined(f"{path} does not know {unknown}")

    def changes(self) -> Iterable[FileChange]:
        change = self._change()
        for part in self.parts:
            part.heads(change)
            part.calls(change, partial(self._passed, part), must=self.default is None)
        return changes_of(self.splices)

    def _change(self) -> Change:
        annotation = self.wanted.get("annotation")
        equals = " = " if annotation else "="
        text = self.name + (f": {annotation}" if annotation else "") + (
            f"{equals}{self.default}" if self.default is not None else "")

        def change(before: Parameters) -> Parameters:
            rest = any(one.how is How.REST for one in before)
            before_name = self.wanted.get("before")
            only_named = self.wanted.get("kind_of") == "keyword" or (rest and before_name is None)
            new = Parameter(self.name, How.KEYWORD if only_named else How.EITHER, self.default, text, is_new=True)
            return _put_in(before, new, before_name)
        return change

    def _passed(self, part: Resigning, site: Site) -> Passed:
        by_position = self.wanted.get("passed") == "position"
        caller = f"{site.path}::{caller_of(part.uses, site)}"
        value = self.name if caller in self.through else self._value(caller, site)
        if value is None:
            if self.default is None:
                raise OperationDeclined(f"{site.at} is given no value for {self.name}, and there is no default")
            return Passed({}, by_position)
        names = part.uses.file(site.path).names
        unknown = unknown_name(names, names.scopes[site.call], value) if caller not in self.through else None
        if unknown:
            raise OperationDeclined(f"{site.at} does not know {unknown}")
        return Passed({self.name: value}, by_position)

    def _value(self, caller: str, site: Site) -> str | None:
        values: Mapping[str, str | None] = self.wanted.get("values", {})
        fitting = [key for key in values if fnmatchcase(site.path, key) or key == caller]
        if fitting:
            return values[max(fitting, key=lambda key: (key == caller, len(key), key))]
        value: str | None = self.wanted.get("value")
        return value


def _put_in(before: Parameters, new: Parameter, before_name: str | None) -> Parameters:
    """At its place; without one, behind the last that it may follow."""
    names = [one.name for one in before]
    if before_name is not None and before_name not in names:
        raise OperationDeclined(f"there is no parameter {before_name}")
    if before_name is not None:
        at = names.index(before_name)
        if before[at].how is How.POSITION:
            new = Parameter(new.name, How.POSITION, new.default, new.text, is_new=True)
        elif before[at].how is How.KEYWORD:
            new = Parameter(new.name, How.KEYWORD, new.default, new.text, is_new=True)
    elif new.how is How.KEYWORD:
        at = next((n for n, one in enumerate(before) if one.how is How.OTHERS), len(before))
    else:
        optional = [n for n, one in enumerate(before) if one.is_positional and one.default is not None]
        at = optional[0] if optional and new.default is None else sum(one.is_positional for one in before)
    return (*before[:at], new, *before[at:])


def _all_arguments(function: Function) -> list[ast.arg]:
    return [node for node in ast.walk(function.args) if isinstance(node, ast.arg)]


OPERATION = AddParameter()
