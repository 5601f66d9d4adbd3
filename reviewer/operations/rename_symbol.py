"""Rename a definition with everything that refers to it: at its bytes, by scopes, imports and types, never by spelling.

What may mean the definition and cannot be resolved is either a reason to decline or listed as left, with its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._capture import check_free, check_name, is_dunder
from reviewer.operations._definition import place_of
from reviewer.operations._prose import prose_left, qualified_mentions
from reviewer.operations._splice import Splice, check_only_names_changed, spliced
from reviewer.references import Files, Kind, Reference, Searched, searched
from reviewer.tree import Tree

_UNSURE = frozenset({Kind.ATTRIBUTE, Kind.KEYWORD, Kind.NAME, Kind.DEFINITION, Kind.FROM_IMPORT, Kind.IMPORT,
                     Kind.ANNOTATION})
"""What is code and would break if it meant the definition. Strings and prose are listed."""
_TOLD = 3
Splices = dict[str, set[Splice]]


@dataclass(frozen=True)
class RenameSymbol:
    kind = "rename_symbol"
    does = ("Renames a definition and all that refers to it in code, strings that name it in full, documents; declines "
            "when the new name is taken or hidden anywhere, or a use cannot be resolved.")
    parameters = shape.takes(
        old=shape.definition("The definition", "shop/orders.py::Order.total", "shop.orders:place"),
        new=shape.name("Its new name, without the module or class", "sum_up"),
        optional={
            "keep_alias": shape.flag("Keep a module's old name as an alias, and wherever it is exported"),
            "unresolved": shape.one_of("What becomes of uses that may mean it: a reason to decline, as when this is "
                                       "left out, or listed and left, or renamed as well",
                                       ["decline", "leave", "rename"], "leave"),
            "overrides": shape.one_of("What becomes of the member in classes above and below: renamed too, as when "
                                      "this is left out, or left as it is",
                                      ["rename", "leave"], "leave"),
            "only": shape.some(shape.path("A file"), "The only files that may change; left out: all",
                               ["shop/orders.py"]),
        })
    effect = Effect.PRESERVES
    changes_what = None
    safe = None
    inserts = ("new",)
    preserves_references = True

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        """Old place -> new place. Nothing when the recipe does not say the path, for what only its function sees, and
        where the recipe says what becomes of some uses: then nobody is sure that all go on meaning the same."""
        old = parameters["old"]
        unsure = {"unresolved", "overrides", "only"} & parameters.keys()
        told = "::" in old and not {"<", "#"} & set(old) and not unsure
        return {old: _renamed(old, parameters["new"])} if told else {}

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        old = parameters["old"]
        return [old.partition("(")[0], _renamed(old, parameters["new"]).partition("(")[0]] if "::" in old else []

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        new = parameters["new"]
        check_name(new)
        files = Files(tree)
        path, name = place_of(files, parameters["old"])
        if is_dunder(last := name.removesuffix(")").replace("(", ".").rpartition(".")[2]):
            raise OperationDeclined(f"Python gives {last} a meaning of its own")
        found = searched(tree, path, name, files, alone=parameters.get("overrides") == "leave")
        if found.target.name == new:
            return
        _check_definition(found, new)
        check_free(found, new)
        splices = _splices(found, new, _meant(tree, found, parameters))
        only = set(parameters.get("only", splices))
        for skipped in sorted(splices.keys() - only):
            tree.leave(skipped, 0, f"uses {found.target.name}, and is none of the files that may change")
        aliases = list(_alias_splices(found, new)) if parameters.get("keep_alias") else []
        for one in sorted(splices.keys() & only):
            if (file := files.get(one)) is not None:
                check_only_names_changed(file, splices[one], found.target.name, new)
            added = [splice for where, splice in aliases if where == one]
            yield spliced(one, files.content(one), [*splices[one], *added])


def _renamed(place: str, new: str) -> str:
    function, bracket, _ = place.partition("(")
    if bracket:
        return f"{function}({new})"
    head, separator, name = place.rpartition("::")
    return f"{head}{separator}{name.rpartition('.')[0]}{'.' * ('.' in name)}{new}"


def _check_definition(found: Searched, new: str) -> None:
    target = found.target
    nodes = [binding.node for binding in target.scope.bindings.get(target.name, ())]
    if nodes and all(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes):
        raise OperationDeclined(f"{target.file.path} imports {target.name}; name the file that defines it")
    for node in nodes:
        decorators = node.decorator_list if isinstance(node, Function) else []
        if any("fixture" in ast.unparse(one) for one in decorators):
            raise OperationDeclined(f"{target.name} is a fixture, which tests request by its name")
    if target.is_member and (target.name.startswith("__") or new.startswith("__")):
        raise OperationDeclined(f"Python mangles {target.name} or {new}: a member with two underscores before it")
    if target.is_parameter and isinstance(target.scope.node, Function):
        _check_parameter(target.scope.node, target.name)


def _check_parameter(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> None:
    """A decorator may hand the parameter over by its name."""
    for decorator in function.decorator_list:
        text = ast.unparse(decorator)
        if text.rpartition(".")[2] not in ("staticmethod", "classmethod", "property", "abstractmethod", "override"):
            raise OperationDeclined(f"{function.name} is decorated with {text[:40]}, which may pass {name} by its name")
    if function.name.startswith("test"):
        raise OperationDeclined(f"{function.name} is a test, whose parameters are requested by name")


def _meant(tree: Tree, found: Searched, parameters: Mapping[str, Any]) -> Iterator[Reference]:
    """What is to be renamed; what is left is said. Raises OperationDeclined when something cannot be resolved."""
    policy = parameters.get("unresolved", "decline")
    unsure = [one for one in found.references.unresolved if one.kind in _UNSURE]
    if unsure and policy == "decline":
        places = ", ".join(f"{one.path}:{one.line}" for one in unsure[:_TOLD])
        more = f" and {len(unsure) - _TOLD} more" if len(unsure) > _TOLD else ""
        raise OperationDeclined(f"{places}{more} may mean {found.target.name}: {unsure[0].why}")
    yield from found.references.found
    for one in found.references.unresolved:
        if one in unsure and policy == "rename" and one.end > one.start:
            yield one
        else:
            tree.leave(one.path, one.line, one.why)
    for path, why in sorted(found.references.unread.items()):
        tree.leave(path, 0, why)


def _splices(found: Searched, new: str, references: Iterable[Reference]) -> Splices:
    splices: Splices = {}
    for one in references:
        text = new
        if one.kind is Kind.IMPORT and isinstance(one.node, ast.alias):
            text = _imported_as(found, one, one.node, new)
        splices.setdefault(one.path, set()).add(Splice(one.start, one.end, text))
    for path, start, end in qualified_mentions(found):
        splices.setdefault(path, set()).add(Splice(start, end, new))
    prose_left(found, new, {(path, one.start) for path, several in splices.items() for one in several})
    return splices


def _imported_as(found: Searched, one: Reference, alias: ast.alias, new: str) -> str:
    """What stands beside the definition, as the other half of a `try`, keeps its own name and is called by the new."""
    if alias.asname is not None:
        return new
    if "." in alias.name:
        raise OperationDeclined(f"{one.path}:{one.line} binds {found.target.name} by importing {alias.name}")
    return f"{alias.name} as {new}"


def _alias_splices(found: Searched, new: str) -> Iterator[tuple[str, Splice]]:
    """`old = new` after the definition, and the old name beside the new one wherever packages export it."""
    target = found.target
    if not target.is_module_level:
        raise OperationDeclined(f"an alias is kept for names of modules, and {target.qualified} is none")
    bindings = target.scope.bindings[target.name]
    last = target.file.names.statement(bindings[-1].node)
    if any(binding.guarded for binding in bindings):
        raise OperationDeclined(f"{target.name} is defined under a condition, so an alias has no place")
    end = target.file.in_content(target.file.end(last))
    gap = "\n\n\n" if isinstance(last, Function | ast.ClassDef) else "\n"
    newline = "\r\n" if b"\r\n" in target.file.content else "\n"
    yield target.file.path, Splice(end, end, f"{gap}{target.name} = {new}".replace("\n", newline))
    for one in found.references.found:
        quote = _quote_of(found, one)
        if one.kind is Kind.LISTED and quote:
            yield one.path, Splice(one.end + 1, one.end + 1, f", {quote}{target.name}{quote}")
        elif one.path.endswith("__init__.py") and isinstance(one.node, ast.alias) and one.node.asname is None:
            yield one.path, Splice(one.end, one.end, f", {target.name}")


def _quote_of(found: Searched, one: Reference) -> str:
    content = found.files.content(one.path)
    return content[one.end:one.end + 1].decode() if content[one.end:one.end + 1] in (b'"', b"'") else ""


OPERATION = RenameSymbol()
