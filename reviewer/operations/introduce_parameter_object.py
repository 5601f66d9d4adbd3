"""Let one object carry several parameters of a function: a new class, the function's head and body, every call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._code import add_imports, first_line, indent_of
from reviewer.operations._elements import Item, elements_of_call, elements_of_definition
from reviewer.operations._import_lines import Imported
from reviewer.operations._nested import Nested, Piece
from reviewer.operations._resigning import Resigning, is_overload, unresolved_schema
from reviewer.operations._signature import How, Parameters, is_plain, parameters_of
from reviewer.operations._uses import Site, uses
from reviewer.tree import Tree


@dataclass(frozen=True)
class IntroduceParameterObject:
    kind = "introduce_parameter_object"
    does = ("Puts parameters of a function or method into an object of a new class, in its body and at every call; "
            "declines unless every use is a known call, and for overrides, stars and parameters set anew.")
    parameters = shape.takes(
        path=shape.path("The file that defines the function"),
        function=shape.dotted("The function, as it is called inside the module", "total", "Cart.total"),
        parameters=shape.some(shape.name("A parameter", "price"), "The parameters that go into it", ["price", "tax"]),
        holder=shape.name("The new class, which is put above the function", "TotalParams"),
        parameter=shape.name("The parameter that takes its place", "params"),
        optional={
            "form": shape.one_of("`plain`: a class with `__init__`; left out: a dataclass", ["plain", "dataclass"],
                                 "plain"),
            "unresolved": unresolved_schema(),
            "local": shape.name("A variable that each call puts the object into first; left out: none", "params")})
    effect = Effect.CHANGES
    changes_what = "a function takes an object instead of several arguments"
    safe = None

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['function']}", f"{parameters['path']}::{parameters['holder']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = uses(tree, parameters["path"], parameters["function"])
        part = Resigning(tree, found, parameters["function"])
        if any(one.name == parameters["parameter"] for one in parameters_of(part.main)):
            return []
        introducing = _Introducing(tree, part, parameters)
        introducing.check()
        introducing.change_definition()
        for site in found.sites:
            introducing.change_call(site)
        part.leave_others()
        return part.changes()


class _Introducing:
    def __init__(self, tree: Tree, part: Resigning, wanted: Mapping[str, Any]) -> None:
        self.tree, self.part, self.wanted = tree, part, wanted
        self.names: list[str] = wanted["parameters"]
        self.holder: str = wanted["holder"]
        self.parameter: str = wanted["parameter"]
        self.home: str = wanted["path"]
        self._local: set[tuple[str, int]] = set()

    @property
    def function(self) -> Function:
        return self.part.main

    def check(self) -> None:
        self.part.check_decorators()
        self.part.check_every_use_is_a_call()
        if self.wanted.get("unresolved") != "leave":
            self.part.check_nothing_unknown()
        if len(self.part.uses.definitions) != 1 or is_overload(self.function):
            raise OperationDeclined(f"{self.part.name} is defined more than once: overloads, stubs or overrides")
        known = {one.name: one for one in parameters_of(self.function)}
        for name in self.names:
            if name not in known or known[name].how in (How.REST, How.OTHERS):
                raise OperationDeclined(f"{self.part.name} has no parameter {name} that one value fills")
        if self.part.uses.file(self.home).names.taken(self.holder):
            raise OperationDeclined(f"{self.home} uses the name {self.holder} for something else")
        self._check_body()

    def _check_body(self) -> None:
        names = self.part.uses.file(self.home).names
        if self._taken_inside(self.parameter):
            raise OperationDeclined(f"{self.part.name} uses the name {self.parameter} for something else")
        for node in ast.walk(self.function):
            if isinstance(node, ast.Name) and node.id in ("locals", "vars", "eval", "exec"):
                raise OperationDeclined(f"{self.part.name} looks at its own names")
        for name in self.names:
            for use in names.uses(names.scopes[self.function.body[0]], name):
                if not isinstance(use.ctx, ast.Load):
                    raise OperationDeclined(f"{self.home}:{use.lineno} gives {name} a new value")

    def _taken_inside(self, name: str) -> bool:
        return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(self.function)) or any(
            isinstance(node, ast.arg) and node.arg == name for node in ast.walk(self.function))

    def change_definition(self) -> None:
        splices, names = self.part.splices(self.home), self.part.uses.file(self.home).names
        self._change_head(splices)
        for name in self.names:
            for use in names.uses(names.scopes[self.function.body[0]], name):
                place = splices.place(use)
                if splices.text[slice(*place)] != name:
                    raise OperationDeclined(f"{self.home}:{use.lineno}: {name} stands where it cannot be edited")
                splices.insert(place[0], f"{self.parameter}.")
        self._put_class(splices)

    def _change_head(self, splices: Nested) -> None:
        elements = elements_of_definition(splices, self.function)
        wanted: list[Item] = []
        for number in range(len(elements.items)):
            text = elements.text(number)
            name = text.split(":")[0].split("=")[0].strip()
            if name not in self.names:
                wanted.append(Item(number))
            elif not any(item.old is None for item in wanted):
                wanted.append(Item(None, (f"{self.parameter}: {self.holder}",)))
        left = [elements.text(item.old) if item.old is not None else "" for item in wanted]
        wanted = [item for item, text, after in zip(wanted, left, [*left[1:], "**"], strict=True)
                  if not (text == "*" and after.startswith("**")) and not (text == "/" and item is wanted[0])]
        self._check_order(elements.text, wanted)
        elements.rewrite(wanted)

    def _check_order(self, text: Any, wanted: Sequence[Item]) -> None:
        """The object, which has no default, does not stand behind a parameter that has one."""
        before = [text(item.old) for item in wanted[:[item.old for item in wanted].index(None)]]
        if any("=" in one for one in before) and "*" not in "".join(one[:1] for one in before):
            raise OperationDeclined(f"{self.parameter} has no default, and would stand behind one that has")

    def _put_class(self, splices: Nested) -> None:
        top: ast.stmt = self.function
        names = self.part.uses.file(self.home).names
        while names.parents[top] is not names.tree:
            parent = names.parents[top]
            assert isinstance(parent, ast.stmt)
            top = parent
        first = first_line(top)
        while first > 1 and splices.source.lines[first - 2].startswith("#"):
            first -= 1
        text = "\n".join(self._class(indent_of(splices.source)))
        splices.insert(splices.line_start(first), f"{text}\n\n\n")
        if self.wanted.get("form") != "plain":
            add_imports(self.tree, splices, [Imported("dataclasses", "dataclass")])

    def _class(self, step: str) -> list[str]:
        fields = self._fields()
        doc = f'{step}"""What `{self.part.name.rpartition(".")[2]}` works on."""'
        if self.wanted.get("form") == "plain":
            listed = [f"{name}: {note}" if note else name for name, note, _ in fields]
            listed = [f"{one} = {default}" if default and ":" in one else f"{one}={default}" if default else one
                      for one, (_, _, default) in zip(listed, fields, strict=True)]
            head = f"{step}def __init__(self, {', '.join(listed)}){' -> None' if any(f[1] for f in fields) else ''}:"
            return [f"class {self.holder}:", doc, "", head, *(f"{step * 2}self.{n} = {n}" for n, _, _ in fields)]
        rows = [f"{step}{name}: {note or 'object'}" + (f" = {default}" if default else "")
                for name, note, default in fields]
        return ["@dataclass(frozen=True)", f"class {self.holder}:", doc, "", *rows]

    def _fields(self) -> list[tuple[str, str, str | None]]:
        """Name, annotation and default of each, those without a default first."""
        notes = {one.arg: one.annotation for one in ast.walk(self.function.args) if isinstance(one, ast.arg)}
        text = self.part.splices(self.home)
        fields = []
        for one in parameters_of(self.function):
            if one.name in self.names:
                note = notes[one.name]
                fields.append((one.name, text.text[slice(*text.place(note))] if note else "", one.default))
        if any(default and not isinstance(ast.parse(default, mode="eval").body, ast.Constant | ast.Name | ast.Attribute
                                          | ast.Tuple | ast.UnaryOp) for _, _, default in fields):
            raise OperationDeclined(f"a default of {self.part.name} is worked out, once, when it is defined")
        return sorted(fields, key=lambda field: field[2] is not None)

    def change_call(self, site: Site) -> None:
        splices = self.part.splices(site.path)
        elements = elements_of_call(splices, site.call)
        call = _Call(site, parameters_of(self.function)[site.given:], self.names)
        made = self._made(site, elements.items, call)
        local = self.wanted.get("local")
        if local is not None and self._stands_before(site, local):
            statement = self._statement(site)
            margin = splices.source.lines[statement.lineno - 1][:statement.col_offset]
            splices.insert_pieces(splices.line_start(statement.lineno), f"{margin}{local} = ", *made, "\n")
            made = [local]
        first, last, keywords = call.others()
        skipped = [Item(number) for number in range(site.skip)]
        new = [Item(None, tuple(made) if call.by_position else (f"{self.parameter}=", *made))]
        kept = [*skipped, *map(Item, first), *(new if call.by_position else []), *map(Item, last), *map(Item, keywords)]
        elements.rewrite_all(kept if call.by_position else [*kept, *new])

    def _made(self, site: Site, items: Sequence[tuple[int, int]], call: _Call) -> list[Piece]:
        """The object: fields by position as long as they come in their order, then by name."""
        fields = [name for name, _, _ in self._fields()]
        pieces: list[Piece] = []
        unbroken = True
        for number, (name, at) in enumerate(call.into):
            is_keyword = at >= len(site.call.args)
            unbroken = unbroken and not is_keyword and number < len(fields) and fields[number] == name
            pieces += [", "] if pieces else []
            pieces += [items[at]] if unbroken or is_keyword else [f"{name}=", items[at]]
        return [f"{self._said(site)}(", *pieces, ")"]

    def _said(self, site: Site) -> str:
        """How the file of the call says the class; imported where it has to be."""
        file = self.part.uses.file(site.path)
        function = site.call.args[site.skip - 1] if site.skip else site.call.func
        if site.path == self.home:
            return self.holder
        if isinstance(function, ast.Attribute) and not self.part.uses.searched.target.is_member:
            return f"{ast.unparse(function.value)}.{self.holder}"
        self.part.bring(file, self.holder, self.home)
        return self.holder

    def _statement(self, site: Site) -> ast.stmt:
        around = self.part.uses.file(site.path).names.around(site.call)
        return next(node for node in around if isinstance(node, ast.stmt))

    def _stands_before(self, site: Site, local: str) -> bool:
        """Can a statement before the call make the object, without anything happening in another order?"""
        names, statement = self.part.uses.file(site.path).names, self._statement(site)
        scope = names.scopes[statement]
        row = self.part.splices(site.path).source.lines[statement.lineno - 1]
        if (not isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return) or names.scopes[
                site.call] is not scope or scope.home(local) is not None or row[:statement.col_offset].strip()
                or (site.path, statement.lineno) in self._local):
            return False
        between = [node for node in names.around(site.call) if isinstance(node, ast.expr)]
        if any(isinstance(node, ast.BoolOp | ast.IfExp | ast.Lambda | ast.NamedExpr) for node in between):
            return False
        values = [*site.args, *(keyword.value for keyword in site.call.keywords)]
        if statement.value is not site.call and not all(map(is_plain, values)):
            return False
        self._local.add((site.path, statement.lineno))
        return True


class _Call:
    """One call, its arguments parted into those that go into the object and the others."""

    def __init__(self, site: Site, before: Parameters, names: Sequence[str]) -> None:
        self.site = site
        if any(isinstance(one, ast.Starred) for one in site.args) or any(k.arg is None for k in site.call.keywords):
            raise OperationDeclined(f"{site.at} passes starred arguments")
        positional = [one.name for one in before if one.is_positional]
        places = list(range(site.skip, len(site.call.args)))
        if len(places) > len(positional) and not any(one.how is How.REST for one in before):
            raise OperationDeclined(f"{site.at} passes more arguments than it takes")
        passed = [*zip(positional, places, strict=False), *(
            (k.arg or "", n) for n, k in enumerate(site.call.keywords, len(site.call.args)))]
        self.into = [(name, at) for name, at in passed if name in names]
        taken = {at for _, at in self.into}
        first = next(one for one in before if one.name in names)
        ahead = positional[:positional.index(first.name)] if first.is_positional else []
        self._first = [at for name, at in passed if at in places and name in ahead]
        self._last = [at for at in places if at not in taken and at not in self._first]
        self._keywords = [n for n in range(len(site.call.args), len(site.call.args) + len(site.call.keywords))
                          if n not in taken]
        self.by_position = first.is_positional and len(self._first) == len(ahead)
        if self._last and not self.by_position:
            raise OperationDeclined(f"{site.at} passes arguments in an order that cannot be kept")
        self._check_order_of_work()

    def others(self) -> tuple[list[int], list[int], list[int]]:
        """By position before the object, by position behind it, by name."""
        return self._first, self._last, self._keywords

    def _check_order_of_work(self) -> None:
        values = [*self.site.call.args, *(keyword.value for keyword in self.site.call.keywords)]
        order = [at for _, at in self.into]
        now = [*self._first, *order, *self._last, *self._keywords] if self.by_position else [
            *self._first, *self._last, *self._keywords, *order]
        moved = [values[a] for a, b in zip(now, sorted(now), strict=True) if a != b]
        if any(not is_plain(value) for value in moved):
            raise OperationDeclined(f"{self.site.at} passes arguments whose order matters")


OPERATION = IntroduceParameterObject()
