"""What each parameter of a function is in one call, and whether it may stand in the body where the parameter stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names, Scope
from reviewer.operations._order import acts, cannot_fail, earlier, is_constant, may_pass, rebound_elsewhere
from reviewer.references import File, Searched, Symbol

Definition = ast.FunctionDef


@dataclass(frozen=True, slots=True)
class Argument:
    """What a parameter is: an expression of the call, or of the definition when it is a default."""

    file: File
    node: ast.expr


def uses(names: Names, function: Definition, parameter: str) -> list[ast.Name]:
    """Every place of the body that reads the parameter. Raises when it is bound again or deleted."""
    scope = names.scopes[function.body[0]]
    found = names.uses(scope, parameter)
    if len(scope.bindings[parameter]) != 1 or any(not isinstance(use.ctx, ast.Load) for use in found):
        raise OperationDeclined(f"{function.name} gives its parameter {parameter} another value")
    return found


def arguments(found: Searched, function: Definition, file: File, call: ast.Call) -> dict[str, Argument]:
    """Parameter -> argument of this call. Raises when they do not fit, or are only known when it runs."""
    home, at = found.target.file, f"{file.path}:{call.lineno}"
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        raise OperationDeclined(f"{at} passes arguments by `*` or `**`")
    positional = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    bound: dict[str, Argument] = {}
    if found.target.is_member and not _is_static(function):
        bound[positional[0]] = Argument(file, _receiver(found, function, file, call))
        positional = positional[1:]
    named = {one.arg: one.value for one in call.keywords if one.arg}
    if len(call.args) > len(positional) or not named.keys() <= set(positional[len(call.args):]):
        raise OperationDeclined(f"{at} does not pass what {function.name} takes")
    bound |= {name: Argument(file, node) for name, node in zip(positional, call.args, strict=False)}
    bound |= {name: Argument(file, node) for name, node in named.items()}
    for name, default in _defaults(function).items():
        if name not in bound:
            if not is_constant(default):
                raise OperationDeclined(f"{at} leaves {name} out, and its default is evaluated when it is defined")
            bound[name] = Argument(home, default)
    if missing := [name for name in positional if name not in bound]:
        raise OperationDeclined(f"{at} does not pass {missing[0]}")
    return bound


def _is_static(function: Definition) -> bool:
    return any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def _defaults(function: Definition) -> dict[str, ast.expr]:
    several = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return dict(zip(several[len(several) - len(function.args.defaults):], function.args.defaults, strict=True))


def _receiver(found: Searched, function: Definition, file: File, call: ast.Call) -> ast.expr:
    """The object or class that the call is made on."""
    assert isinstance(call.func, ast.Attribute)
    base, at = call.func.value, f"{file.path}:{call.lineno}"
    of_class = any(getattr(one, "id", "") == "classmethod" for one in function.decorator_list)
    means = found.resolver.values(file, base)
    if of_class == (len(means) == 1 and isinstance(means[0], Symbol)):
        return base
    raise OperationDeclined(f"{at} calls {function.name} on {'an object' if of_class else 'the class'}")


def check_base(found: Searched, file: File, call: ast.Call, *, used: bool) -> None:
    """Raises when what stands before the dot does something, so that it cannot go or be repeated."""
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    while isinstance(base, ast.Attribute):
        base = base.value
    if base is None or isinstance(base, ast.Name):
        return
    if used or not (isinstance(base, ast.Call) and _is_plainly_made(found, file, base)):
        raise OperationDeclined(f"{file.path}:{call.lineno} evaluates more than a name to reach {found.target.name}")


def _is_plainly_made(found: Searched, file: File, made: ast.Call) -> bool:
    """Whether making the object does nothing: no arguments, and a class without bases and without constructor."""
    means = found.resolver.values(file, made.func)
    known = found.resolver.class_of(means[0]) if len(means) == 1 and isinstance(means[0], Symbol) else None
    if known is None or made.args or made.keywords:
        return False
    node = known[1]
    own = {one.name for one in node.body if isinstance(one, Function)}
    return not own & {"__init__", "__new__", "__del__"} and not node.decorator_list and not node.keywords and all(
        isinstance(base, ast.Name) and base.id == "object" for base in node.bases)


def check_arguments(found: Searched, function: Definition, bound: Mapping[str, Argument], call: ast.Call,
                    at: str) -> None:
    """Raises unless each argument can stand in the body where its parameter does: evaluated as often, in that order,
    and meaning the same."""
    names = found.target.file.names
    heavy: list[tuple[Argument, ast.Name]] = []
    for name, one in bound.items():
        places = uses(names, function, name)
        if is_constant(one.node):
            if not places and not cannot_fail(one.node):
                raise OperationDeclined(f"{at}: `{ast.unparse(one.node)}` would no longer be evaluated")
        elif isinstance(one.node, ast.Name):
            _check_name(names, function, one, places, at)
        elif len(places) != 1:
            raise OperationDeclined(f"{at}: `{ast.unparse(one.node)[:40]}` would be evaluated {len(places)} times, not "
                                    "once")
        else:
            heavy.append((one, places[0]))
    _check_order(names, function, heavy, call, at)


def _check_name(names: Names, function: Definition, one: Argument, places: Sequence[ast.Name], at: str) -> None:
    """A name stays what it is while the body runs, and is not hidden where it is to stand."""
    assert isinstance(one.node, ast.Name)
    word = one.node.id
    if one.file.names.home(one.node) is not None and rebound_elsewhere(one.file.names, one.node):
        raise OperationDeclined(f"{at}: `{word}` may become another one while {function.name} runs")
    own = {name for scope in _scopes_in(names, function) for name in scope.bindings}
    parameters = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
    if places and word in own - parameters:
        raise OperationDeclined(f"{at}: {function.name} means something else by `{word}`")


def _scopes_in(names: Names, function: Definition) -> Iterator[Scope]:
    inside = set(ast.walk(function))
    yield from {scope for node, scope in names.scopes.items() if node in inside and scope.node in inside}


def _check_order(names: Names, function: Definition, heavy: Sequence[tuple[Argument, ast.Name]], call: ast.Call,
                 at: str) -> None:
    """Arguments that are more than names are evaluated where the body begins, in the order of the call."""
    if not heavy:
        return
    order = [(one.node.lineno, one.node.col_offset) for one, _ in heavy]
    first = function.body[1] if ast.get_docstring(function) is not None and len(function.body) > 1 else function.body[0]
    stands = {use for _, use in heavy}
    passed: list[int] = []
    for one, use in heavy:
        if next(holder for holder in names.around(use) if isinstance(holder, ast.stmt)) is not first:
            raise OperationDeclined(f"{at}: `{ast.unparse(one.node)[:40]}` would be evaluated later than now")
        before = earlier(names, use)
        for other in before:
            inner = [part for part in ast.walk(other) if part in stands]
            if inner and inner != [other] and acts(one.node):
                raise OperationDeclined(f"{at}: `{ast.unparse(one.node)[:40]}` would be evaluated later than now")
        rest = [other for other in before if other not in stands]
        if not may_pass(names, one.node, rest):
            raise OperationDeclined(f"{at}: `{ast.unparse(one.node)[:40]}` would be evaluated later than now")
        passed.append(sum(any(part is other for node in before for part in ast.walk(node)) for other in stands))
    ranked = [rank for _, rank in sorted(zip(order, passed, strict=True))]
    if ranked != sorted(ranked):
        raise OperationDeclined(f"{at}: its arguments would be evaluated in another order")
