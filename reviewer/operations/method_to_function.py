"""Make a method a function of its module; what it was called on becomes its first argument, if it is needed."""

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
from reviewer.operations._code import first_line
from reviewer.operations._elements import Item, elements_of_call, elements_of_definition
from reviewer.operations._homes import at_definition, check_body, dedent, lines_of, runs_at_import, stretch_of
from reviewer.operations._resigning import Resigning, unresolved_schema
from reviewer.operations._signature import is_plain
from reviewer.operations._uses import Site, uses
from reviewer.references import File
from reviewer.tree import Tree


@dataclass(frozen=True)
class MethodToFunction:
    kind = "method_to_function"
    does = ("Makes a method a function below its class and follows its calls, which pass the object first, or not "
            "when nobody reads it; declines for overrides, `super`, callbacks, unknown objects.")
    parameters = shape.takes(
        path=shape.path("The file that defines the class"),
        method=shape.dotted("The method, as it is called inside the module", "Cart.total"),
        optional={"name": shape.name("The name of the function; left out: the same", "total_of"),
                  "unresolved": unresolved_schema()})
    effect = Effect.CHANGES
    changes_what = "a method becomes a function"
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        name = parameters.get("name") or parameters["method"].rpartition(".")[2]
        return [f"{parameters['path']}::{parameters['method']}", f"{parameters['path']}::{name}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = uses(tree, parameters["path"], parameters["method"])
        part = Resigning(tree, found, parameters["method"])
        moving = _Moving(part, parameters["path"], parameters.get("name") or part.main.name)
        moving.check()
        part.check_every_use_is_a_call()
        if parameters.get("unresolved") != "leave":
            part.check_nothing_unknown()
        part.leave_others()
        for site in found.sites:
            moving.call(site)
        moving.move()
        return part.changes()


class _Moving:
    def __init__(self, part: Resigning, home: str, name: str) -> None:
        self.part, self.home, self.name = part, home, name
        self.function: Function = part.main
        self.file: File = part.uses.file(home)
        decorators = [ast.unparse(one) for one in self.function.decorator_list]
        self.is_static = decorators == ["staticmethod"]
        if decorators and not self.is_static:
            raise OperationDeclined(f"{part.name} is decorated with @{decorators[0]}")
        holder = self.file.names.parents.get(self.function)
        if not isinstance(holder, ast.ClassDef) or holder not in self.file.names.tree.body:
            raise OperationDeclined(f"{part.name} is no method of a module-level class")
        self.holder = holder

    def check(self) -> None:
        names, function = self.file.names, self.function
        if function.name.startswith("__"):
            raise OperationDeclined(f"{self.part.name} is called by Python itself")
        if len(self.part.uses.definitions) != 1:
            raise OperationDeclined(f"{self.part.name} is defined more than once: overloads, stubs or overrides")
        if len(self.holder.body) == 1:
            raise OperationDeclined(f"{self.holder.name} would be left empty")
        if any(one.node is not function for one in names.bound(self.name)) or any(
                isinstance(node, ast.Name) and node.id == self.name for node in names.scopes):
            raise OperationDeclined(f"{self.home} uses the name {self.name} for something else")
        check_body(self.file, function)
        own = names.scopes[self.holder.body[0]]
        for node in at_definition(function):
            if node not in function.decorator_list and any(one in own.bindings.get(node.id, ())
                                                            for one in names.bindings(node)):
                raise OperationDeclined(f"{self.home}:{node.lineno}: {node.id} is known in the class alone")
        early = [site for site in self.part.uses.sites if site.path == self.home
                 and runs_at_import(self.file, site.call) and site.call.lineno <= (self.holder.end_lineno or 0)]
        if early:
            raise OperationDeclined(f"{early[0].at} calls it before the function is there")

    @property
    def takes_receiver(self) -> bool:
        """Is what the method is called on read in it?"""
        if self.is_static:
            return False
        first = next(iter([*self.function.args.posonlyargs, *self.function.args.args]), None)
        if first is None:
            raise OperationDeclined(f"{self.part.name} takes no receiver")
        names = self.file.names
        return bool(names.uses(names.scopes[self.function.body[0]], first.arg))

    def call(self, site: Site) -> None:
        function = site.call.func
        if site.skip or not isinstance(function, ast.Attribute):
            raise OperationDeclined(f"{site.at} calls it in a way that cannot be rewritten")
        if isinstance(function.value, ast.Call) and getattr(function.value.func, "id", "") == "super":
            raise OperationDeclined(f"{site.at} calls it on super()")
        splices = self.part.splices(site.path)
        elements = elements_of_call(splices, site.call)
        through_class = not self.is_static and not site.given
        self.part.bring(self.part.uses.file(site.path), self.name, self.home)
        splices.replace(splices.place(function), self.name)
        if through_class and not self.takes_receiver:
            if not site.args or isinstance(site.args[0], ast.Starred) or not is_plain(site.args[0]):
                raise OperationDeclined(f"{site.at} passes a receiver that cannot be left out")
            elements.rewrite([Item(number) for number in range(1, len(elements.items))])
        elif self.takes_receiver and not through_class:
            start = elements.items[0][0] if elements.items else elements.inside[0]
            splices.insert_pieces(start, splices.place(function.value), ", " if elements.items else "")
        elif not through_class and not is_plain(function.value):
            raise OperationDeclined(f"{site.at} works out what it calls it on, which would be left out")

    def move(self) -> None:
        splices = self.part.splices(self.home)
        self._change_head()
        stretch = stretch_of(splices, self.function)
        dedent(splices, self.function)
        first, last = lines_of(splices, self.function)
        end = splices.line_start((self.holder.end_lineno or 0) + 1)
        begin = "" if splices.text[:end].endswith(("\n", "\r")) else "\n"
        if self.holder.body[-1] is self.function:
            before = self.holder.body[-2]
            first = (before.end_lineno or before.lineno) + 1
            splices.replace((splices.line_start(first), end), "\n\n", stretch, "\n")
            return
        if self.holder.body[0] is self.function:
            rows = splices.source.lines
            splices.replace(splices.lines(first, next(n for n in range(last, len(rows)) if rows[n].strip())))
        else:
            splices.take_lines(first, last)
        splices.insert_pieces(end, f"{begin}\n\n", stretch, "\n")

    def _change_head(self) -> None:
        splices = self.part.splices(self.home)
        if self.is_static:
            line = first_line(self.function)
            splices.replace(splices.lines(line, self.function.lineno - 1))
        elif not self.takes_receiver:
            elements = elements_of_definition(splices, self.function)
            rest = [Item(number) for number in range(1, len(elements.items))]
            elements.rewrite(rest[1:] if rest and elements.text(1) == "/" else rest)
        if self.name != self.function.name:
            start = splices.place(self.function)[0]
            at = splices.text.index(self.function.name, splices.text.index("def", start) + 3)
            splices.replace((at, at + len(self.function.name)), self.name)


OPERATION = MethodToFunction()
