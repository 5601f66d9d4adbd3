"""Drop a parameter of a module-level function, with its argument at every call.

For a parameter that nobody reads, or one that is the same constant at every call: its uses then become the constant.
Every use of the function in the project must be a direct call; that is checked anew on every tree.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import libcst as cst

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names
from reviewer.operations import _schema as shape
from reviewer.operations._callers import Called, CallSite, called
from reviewer.operations._edits import Edits, first_party
from reviewer.operations._spare import spare_imports
from reviewer.tree import Tree

INLINE_AT_MOST = 2
"""Uses that become the literal; more of them read a local name."""

Listed = TypeVar("Listed", cst.Arg, cst.Param)


@dataclass(frozen=True)
class DropParameter:
    kind = "drop_parameter"
    does = ("Drops a parameter of a module-level function with its argument at every call; declines unless every use "
            "is a direct call, and the parameter is unread or always the one constant given.")
    parameters = shape.takes(
        path=shape.path("The file that defines the function"),
        function=shape.name("The module-level function", "_total"),
        parameter=shape.name("The parameter that goes", "currency"),
        optional={"value": shape.or_null(
            shape.source("The constant that every call passes, as source text; it takes the place of the parameter",
                         "'EUR'", "3"), "nobody reads the parameter")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("Every use of the function in the project is a direct call, found by name in every file, and the dropped "
            "arguments are constants or plain names.")
    inserts = ("value",)
    preserves_references = True

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        function = f"{parameters['path']}::{parameters['function']}"
        return {f"{function}({parameters['parameter']})": f"{function}()"}

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [f"{parameters['path']}::{parameters['function']}"]

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        use = called(tree, parameters["path"], parameters["function"])
        name: str = parameters["parameter"]
        if name not in parameters_of(use.function):
            return
        written = parameters.get("value")
        value = None if written is None else _as_constant(written)
        check(use, name, value)
        sources = {site.source.path: site.source for site in use.calls} | {use.source.path: use.source}
        for path in sorted(sources):
            edits = Edits(sources[path], first_party(tree))
            dropped = _drop_arguments(edits, use, name, path)
            if path == use.source.path:
                _drop_from_definition(edits, use, name, value)
            for spare in spare_imports(sources[path], dropped, tree):
                edits.drop(spare.statement, spare.alias)
            change = edits.change()
            if change is not None:
                yield change


def parameters_of(function: Function) -> list[str]:
    """Names of the parameters that can be dropped, in order: neither `*args` nor `**kwargs`."""
    return [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def check(use: Called, name: str, value: str | None) -> None:
    """Raises OperationDeclined unless dropping the parameter keeps what every call does."""
    names, function = use.source.names, use.function
    if _documented(function, name):
        raise OperationDeclined(f"the docstring of {function.name} speaks of {name}")
    if any(isinstance(n, ast.Name) and n.id in ("locals", "vars", "eval", "exec") for n in ast.walk(function)):
        raise OperationDeclined(f"{function.name} looks at its own names")
    uses = names.uses(names.scopes[function.body[0]], name)
    if value is None and uses:
        raise OperationDeclined(f"{function.name} uses {name}")
    if any(not isinstance(use.ctx, ast.Load) for use in uses):
        raise OperationDeclined(f"{function.name} gives {name} a new value")
    for node in uses:
        if decides_a_branch(names, node):
            raise OperationDeclined(f"{name} decides a branch of {function.name}, which would be left behind dead")
    for site in use.calls:
        _check_call(site, function, name, value)


def _check_call(site: CallSite, function: Function, name: str, value: str | None) -> None:
    argument = argument_for(site.call, function, name)
    if argument is None:
        default = default_of(function, name)
        if value is not None and (default is None or not same_constant(default, value)):
            raise OperationDeclined(f"{site.at} leaves {name} to a default that is not {value}")
        return
    if value is not None and not same_constant(argument, value):
        raise OperationDeclined(f"{site.at} passes {ast.unparse(argument)[:40]} for {name}")
    if not _has_no_effect(argument):
        raise OperationDeclined(f"{site.at} passes something for {name} that may do work")
    if local := _left_unused(site.source.names, argument):
        raise OperationDeclined(f"{site.at} would leave {local} without use")


def argument_for(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """What the call passes for the parameter; None: nothing. Raises OperationDeclined for starred calls."""
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        raise OperationDeclined(f"a call of {function.name} passes starred arguments")
    by_position = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if name in by_position and by_position.index(name) < len(call.args):
        return call.args[by_position.index(name)]
    return next((k.value for k in call.keywords if k.arg == name), None)


def default_of(function: Function, name: str) -> ast.expr | None:
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    pairs = zip([*plain, *arguments.kwonlyargs], [*defaults, *arguments.defaults, *arguments.kw_defaults], strict=True)
    return next((default for argument, default in pairs if argument.arg == name), None)


def constant(node: ast.expr | None) -> str | None:
    """The source text of a number, string, bytes, truth value or None; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return ast.unparse(node) if isinstance(node.operand.value, int | float) else None
    return ast.unparse(node) if isinstance(node, ast.Constant) else None


def same_constant(node: ast.expr, value: str) -> bool:
    """Equal in type too: `1`, `1.0` and `True` are three constants."""
    return constant(node) is not None and constant(node) == constant(ast.parse(value, mode="eval").body)


def _as_constant(value: str) -> str:
    """The constant and nothing around it, in its own quotes. Raises OperationDeclined for any other code."""
    try:
        node = ast.parse(value, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        node = ast.Name("no expression")
    text = ast.get_source_segment(value, node) if constant(node) is not None else None
    if text is None:
        raise OperationDeclined(f"{value[:40]} is not a constant")
    return text


def decides_a_branch(names: Names, node: ast.expr) -> bool:
    """Would a constant here make a test that always goes one way?"""
    inner: ast.AST = node
    for outer in names.around(node):
        if isinstance(outer, ast.Compare):
            others = [o for o in (outer.left, *outer.comparators) if o is not inner]
            return all(constant(o) is not None for o in others)
        if isinstance(outer, ast.BoolOp):
            return True
        if isinstance(outer, ast.If | ast.While | ast.IfExp | ast.Assert):
            return outer.test is inner
        if isinstance(outer, ast.comprehension):
            return inner in outer.ifs
        if isinstance(outer, ast.Match):
            return outer.subject is inner
        if not (isinstance(outer, ast.UnaryOp) and isinstance(outer.op, ast.Not)):
            return False
        inner = outer
    return False


def _documented(function: Function, name: str) -> bool:
    words = (ast.get_docstring(function) or "").replace("`", " ").replace("*", " ")
    return any(word.strip(".,:;()[]\"'") == name for word in words.split())


def _has_no_effect(node: ast.expr) -> bool:
    """Constants, names, attributes of names, and displays of those."""
    if isinstance(node, ast.Tuple | ast.List):
        return all(_has_no_effect(element) for element in node.elts)
    if isinstance(node, ast.Attribute):
        return _has_no_effect(node.value)
    return isinstance(node, ast.Name) or constant(node) is not None


def _left_unused(names: Names, argument: ast.expr) -> str | None:
    """A local variable or parameter of the caller whose only reader is the argument."""
    for node in (n for n in ast.walk(argument) if isinstance(n, ast.Name)):
        home = names.scopes[node].home(node.id)
        if home is None or home is names.top:
            continue
        assigned = any(isinstance(b.node, ast.Name | ast.arg) for b in home.bindings[node.id])
        readers = [use for use in names.uses(home, node.id) if isinstance(use.ctx, ast.Load)]
        if assigned and readers == [node]:
            return node.id
    return None


def _drop_arguments(edits: Edits, use: Called, name: str, path: str) -> list[ast.expr]:
    """Plan the edits of the calls in one file; gives the arguments that go."""
    gone = []
    for site in (s for s in use.calls if s.source.path == path):
        argument = argument_for(site.call, use.function, name)
        if argument is not None:
            gone.append(argument)
            values = [*site.call.args, *(keyword.value for keyword in site.call.keywords)]
            edits.replace(site.call, _without_argument(values.index(argument)))
    return gone


def _without_argument(index: int) -> Any:
    def edit(node: cst.CSTNode) -> cst.CSTNode:
        call = cst.ensure_type(node, cst.Call)
        args = _listed_without(call.args, index)
        if args:
            return call.with_changes(args=args)
        return call.with_changes(args=(), whitespace_before_args=cst.SimpleWhitespace(""))
    return edit


def _listed_without(items: Sequence[Listed], index: int) -> list[Listed]:
    """The list without one item; what comes last takes over how the list ended."""
    gone = items[index]
    if "#" in cst.Module([]).code_for_node(gone):
        raise OperationDeclined("a comment stands beside what would be dropped")
    kept = [item for item in items if item is not gone]
    if kept and index == len(items) - 1:
        kept[-1] = kept[-1].with_changes(comma=gone.comma)
    return kept


def _drop_from_definition(edits: Edits, use: Called, name: str, value: str | None) -> None:
    names, function = use.source.names, use.function
    uses = names.uses(names.scopes[function.body[0]], name) if value is not None else []
    first: str | None = None
    if value is not None and (len(uses) > INLINE_AT_MOST or not all(_takes_a_literal(names, node) for node in uses)):
        first = f"{name} = {value}"
    elif value is not None:
        for node in uses:
            edits.replace(node, value)
    edits.define(function, lambda node: _without_parameter(node, name), first)


def _takes_a_literal(names: Names, node: ast.Name) -> bool:
    """Can the name be replaced by any literal as it stands?"""
    outer = names.parents[node]
    if isinstance(outer, ast.Attribute | ast.Subscript | ast.UnaryOp | ast.Await | ast.Starred | ast.FormattedValue):
        return isinstance(outer, ast.Subscript) and outer.slice is node
    if isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Pow):
        return False
    if isinstance(outer, ast.Call) and outer.func is node:
        return False
    return not any(isinstance(holder, ast.JoinedStr) for holder in names.around(node))


def _without_parameter(function: cst.FunctionDef, name: str) -> cst.FunctionDef:
    parameters = function.params
    changes: dict[str, Any] = {}
    groups = ("posonly_params", "params", "kwonly_params")
    for group in groups:
        items: Sequence[cst.Param] = getattr(parameters, group)
        for index, item in enumerate(items):
            if item.name.value == name:
                changes[group] = _listed_without(items, index)
                changes |= _markers(parameters, group, changes[group], item)
    after = parameters.with_changes(**changes)
    if any(getattr(after, group) for group in groups) or isinstance(after.star_arg, cst.Param) or after.star_kwarg:
        return function.with_changes(params=after)
    return function.with_changes(params=after, whitespace_before_params=cst.SimpleWhitespace(""))


def _markers(parameters: cst.Parameters, group: str, left: list[cst.Param], gone: cst.Param) -> dict[str, Any]:
    """`/` and `*` go with the last parameter they stand for; whoever is last then ends the list."""
    if left or group == "params":
        return {}
    if group == "posonly_params":
        return {"posonly_ind": cst.MaybeSentinel.DEFAULT}
    changes: dict[str, Any] = {}
    if isinstance(parameters.star_arg, cst.ParamStar):
        changes["star_arg"] = cst.MaybeSentinel.DEFAULT
    if parameters.star_kwarg is None:
        if isinstance(parameters.star_arg, cst.Param):
            changes["star_arg"] = parameters.star_arg.with_changes(comma=gone.comma)
        elif parameters.params:
            last = parameters.params[-1].with_changes(comma=gone.comma)
            changes["params"] = [*parameters.params[:-1], last]
        elif isinstance(parameters.posonly_ind, cst.ParamSlash):
            changes["posonly_ind"] = parameters.posonly_ind.with_changes(comma=gone.comma)
    return changes


OPERATION = DropParameter()
