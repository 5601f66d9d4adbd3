"""Make a function a method of the class of its first argument, and follow its calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._code import find, first_line, indent_of
from reviewer.operations._elements import Item, elements_of_call, elements_of_definition
from reviewer.operations._homes import at_definition, check_body, indent, lines_of, runs_at_import, stretch_of
from reviewer.operations._resigning import Resigning
from reviewer.operations._uses import Site, uses
from reviewer.operations.add_definition import check_overrides_nothing
from reviewer.references import File, Instance, Kind, Symbol
from reviewer.tree import Tree

_CLOSED = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.JoinedStr)
"""What a method can be called on as it stands."""


@dataclass(frozen=True)
class FunctionToMethod:
    kind = "function_to_method"
    does = ("Makes a function a method of a class of its module: calls say `a.f(b)` where `a` is known to be of it, "
            "`Class.f(a, b)` elsewhere; declines for callbacks, re-exports, and a name the class has.")
    parameters = shape.takes(
        path=shape.path("The file that defines both"),
        function=shape.name("The function, whose first parameter is the object", "total_of"),
        holder=shape.name("The class", "Cart"),
        optional={"name": shape.name("The name of the method; left out: the same", "total")})
    effect = Effect.CHANGES
    changes_what = "a function becomes a method"
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        name = parameters.get("name") or parameters["function"]
        return [f"{parameters['path']}::{parameters['function']}",
                f"{parameters['path']}::{parameters['holder']}.{name}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = uses(tree, parameters["path"], parameters["function"])
        part = Resigning(tree, found, parameters["function"])
        moving = _Moving(tree, part, parameters)
        moving.check()
        part.check_every_use_is_a_call()
        part.check_nothing_unknown()
        part.leave_others()
        moving.drop_imports()
        for site in found.sites:
            moving.call(site)
        moving.move()
        return part.changes()


class _Moving:
    def __init__(self, tree: Tree, part: Resigning, wanted: Mapping[str, Any]) -> None:
        self.tree, self.part, self.home = tree, part, wanted["path"]
        self.function: Function = part.main
        self.file: File = part.uses.file(self.home)
        self.name: str = wanted.get("name") or self.function.name
        source = part.splices(self.home).source
        holder = find(source, wanted["holder"])
        if not isinstance(holder, ast.ClassDef) or holder not in self.file.names.tree.body:
            raise OperationDeclined(f"{wanted['holder']} is no class of the module")
        self.holder = holder

    def check(self) -> None:
        function, names = self.function, self.file.names
        if len(self.part.uses.definitions) != 1 or function not in names.tree.body or function.decorator_list:
            raise OperationDeclined(f"{function.name} is no plain function that is defined once")
        first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
        if first is None or len(function.args.defaults) == len([*function.args.posonlyargs, *function.args.args]):
            raise OperationDeclined(f"{function.name} has no first parameter that every call passes")
        if self.holder.body[0].lineno == self.holder.lineno:
            raise OperationDeclined(f"the body of {self.holder.name} stands on the line of its head")
        inside = names.scopes[self.holder.body[0]]
        if self.name in inside.bindings or (Symbol(self.home, self.holder.name), self.name) in self._set_by_methods():
            raise OperationDeclined(f"{self.holder.name} has a {self.name} already")
        check_overrides_nothing(self.tree, self.part.splices(self.home).source, self.holder, self.name)
        check_body(self.file, function)
        low = [node for node in at_definition(function) for one in names.bindings(node)
               if getattr(one.node, "lineno", 0) > (self.holder.end_lineno or 0) or node.id in inside.bindings]
        if [node for node in low if node not in ast.walk(first)]:
            raise OperationDeclined(f"{self.home}:{low[0].lineno}: {low[0].id} is not known where the class stands")
        if first.arg != "self" and any(isinstance(node, ast.Name | ast.arg) and "self" in (
                getattr(node, "id", ""), getattr(node, "arg", "")) for node in ast.walk(function)):
            raise OperationDeclined(f"{function.name} uses the name self for something else")

    def _set_by_methods(self) -> set[tuple[Symbol, str]]:
        return {(Symbol(self.home, self.file.qualified(owner)), name) for owner, name in self.file.self_stores}

    def drop_imports(self) -> None:
        for one in self.part.uses.searched.references.found:
            if one.kind is Kind.FROM_IMPORT and isinstance(one.node, ast.alias):
                file = self.part.uses.file(one.path)
                if file.is_package:
                    raise OperationDeclined(f"{one.path}:{one.line} passes {one.node.name} on")
                statement = next(node for node, _ in file.names.imports() if one.node in node.names)
                self.part.imports(one.path).drop(statement, one.node)
            elif one.kind is Kind.LISTED:
                raise OperationDeclined(f"{one.path}:{one.line}: __all__ lists {self.function.name}")

    def call(self, site: Site) -> None:
        splices, file = self.part.splices(site.path), self.part.uses.file(site.path)
        elements = elements_of_call(splices, site.call)
        receiver = site.args[0] if site.args else None
        if receiver is None or isinstance(receiver, ast.Starred) or site.skip:
            raise OperationDeclined(f"{site.at} does not pass the object first")
        function, place = site.call.func, splices.place(site.call.func)
        if runs_at_import(file, site.call) and site.path == self.home and site.call.lineno < (
                self.holder.end_lineno or 0):
            raise OperationDeclined(f"{site.at} calls it before the class is there")
        if self._is_known(file, receiver):
            pieces = [elements.items[0]] if isinstance(receiver, _CLOSED) else ["(", elements.items[0], ")"]
            splices.replace(place, *pieces, f".{self.name}")
            elements.rewrite([Item(number) for number in range(1, len(elements.items))])
        elif isinstance(function, ast.Attribute):
            splices.replace(place, f"{ast.unparse(function.value)}.{self.holder.name}.{self.name}")
        else:
            if not self._knows_class(file):
                self.part.bring(file, self.holder.name, self.home)
            splices.replace(place, f"{self.holder.name}.{self.name}")

    def _knows_class(self, file: File) -> bool:
        bound = file.names.top.bindings.get(self.holder.name, [])
        resolver = self.part.uses.searched.resolver
        return file.path == self.home or (len(bound) == 1 and Symbol(self.home, self.holder.name) in resolver.imported(
            file, bound[0]))

    def _is_known(self, file: File, node: ast.expr) -> bool:
        resolver = self.part.uses.searched.resolver
        values = resolver.values(file, node)
        holder = Symbol(self.home, self.holder.name)
        return bool(values) and all(isinstance(one, Instance) and holder in resolver.lineage(one.of) for one in values)

    def move(self) -> None:
        splices = self.part.splices(self.home)
        step = indent_of(splices.source)
        self._change_head()
        stretch = stretch_of(splices, self.function)
        indent(splices, self.function, step)
        splices.take_lines(*lines_of(splices, self.function))
        end = splices.line_start((self.holder.end_lineno or 0) + 1)
        begin = "" if splices.text[:end].endswith(("\n", "\r")) else "\n"
        splices.insert_pieces(end, f"{begin}\n", stretch, "\n")

    def _change_head(self) -> None:
        splices, names = self.part.splices(self.home), self.file.names
        first = [*self.function.args.posonlyargs, *self.function.args.args][0]
        elements = elements_of_definition(splices, self.function)
        splices.replace(elements.items[0], "self", is_slot=True)
        for use in names.uses(names.scopes[self.function.body[0]], first.arg):
            if splices.text[slice(*splices.place(use))] != first.arg:
                raise OperationDeclined(f"{self.home}:{use.lineno}: {first.arg} stands where it cannot be edited")
            if first.arg != "self":
                splices.replace(splices.place(use), "self")
        if self.name != self.function.name:
            start = splices.text.index("def", splices.line_start(first_line(self.function))) + 3
            at = splices.text.index(self.function.name, start)
            splices.replace((at, at + len(self.function.name)), self.name)


OPERATION = FunctionToMethod()
