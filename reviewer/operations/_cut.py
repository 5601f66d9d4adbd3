"""What a piece of a function takes and gives back when it becomes a function of its own, or why it cannot."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names, Scope
from reviewer.operations._flow import Flow, needed
from reviewer.operations._piece import Statements, function_around
from reviewer.operations._text import Text

_WAITS = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_LOOKS_AROUND = frozenset({"locals", "vars", "dir", "super", "__class__", "_getframe", "currentframe", "stack",
                           "stacklevel", "exc_info", "print_exc", "format_exc"})
_RUNS_TEXT = frozenset({"eval", "exec"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece, with the names that go in and come out."""

    piece: Statements | ast.expr
    function: ast.FunctionDef | ast.AsyncFunctionDef | None
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    declares: tuple[str, ...]
    """`global` and `nonlocal` statements that the new function needs."""
    ends_in_return: bool

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        return self.piece.nodes if isinstance(self.piece, Statements) else (self.piece,)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a piece by what becomes of them."""

    needs: set[str]
    gives: set[str]
    binds: set[str]


def scope_of(names: Names, function: ast.FunctionDef | ast.AsyncFunctionDef | None) -> Scope:
    return names.scopes[function.body[0]] if function else names.top


def seen_from(scope: Scope) -> list[Scope]:
    """The scopes whose names a function defined in this one can use as they are."""
    return [one for one in scope.up() if not one.is_class]


def cut(text: Text, piece: Statements | ast.expr, home: Scope, *, pass_globals: bool = False) -> Cut:
    """The piece as a function defined in the scope `home`. Raises OperationDeclined with the reason why not."""
    names = text.source.names
    nodes: tuple[ast.AST, ...] = piece.nodes if isinstance(piece, Statements) else (piece,)
    function = function_around(text, nodes[0])
    scope = scope_of(names, function)
    ends_in_return = _check_statements(text, nodes)
    flow = Flow(names, scope, nodes)
    found = _of_statements(text, flow, nodes, function) if isinstance(piece, Statements) else (
        _of_expression(text, piece, scope))
    visible = seen_from(home)
    foreign = _foreign(names, nodes, scope, visible)
    needs = {name for name in found.needs if scope not in visible or name in found.binds} | foreign
    if pass_globals and function is None:
        needs |= _bound_above(names, nodes)
    _check(text, flow, nodes, needs & set(scope.bindings), found)
    gives = set() if ends_in_return else found.gives
    return Cut(piece, function, _ordered(names, piece, scope, needs), _in_order_of_use(names, nodes, gives),
               _declared(text, nodes, scope, visible), ends_in_return)


def _of_statements(text: Text, flow: Flow, nodes: Sequence[ast.AST], function: ast.AST | None) -> _Names:
    steps = flow.inside()
    binds = set().union(*(step.binds | step.may_bind for step in steps))
    if function is None:
        gives = binds
        for name in binds:
            _check_global(text, nodes, name)
    else:
        after = {name for step in steps for other in step.following if not other.inside for name in flow.live[other]}
        gives = after & binds
        gone = set().union(*(step.unbinds for step in steps))
        if lost := after & gone - binds:
            raise OperationDeclined(f"{_at(text, nodes)}: `{min(lost)}` is deleted in it and read afterwards")
    half = {name for step in steps for other in step.handlers if not other.inside for name in flow.live[other]} & binds
    if half:
        raise OperationDeclined(f"{_at(text, nodes)}: `{min(half)}` may be read after only a part of it has run")
    return _Names(needed(steps, frozenset(gives)), gives, binds)


def _of_expression(text: Text, node: ast.expr, scope: Scope) -> _Names:
    names = text.source.names
    inside = {part for part in ast.walk(node) if isinstance(part, ast.Name)}
    reads = {part.id for part in inside if isinstance(part.ctx, ast.Load) and _home(names, part) is scope}
    named = [part.target for part in ast.walk(node) if isinstance(part, ast.NamedExpr)]
    binds = {target.id for target in named}
    gives: set[str] = set()
    for target in named:
        home = names.scopes[target].home(target.id)
        others = [use for use in names.uses(home, target.id) if use not in inside] if home else []
        if not isinstance(node, ast.NamedExpr) or target is not node.target:
            if others:
                raise OperationDeclined(f"{_at(text, [node])}: it binds `{target.id}`, which is used elsewhere")
        elif any(isinstance(use.ctx, ast.Load) and _in_same(names, use, node) and use.lineno >= node.lineno
                 for use in others):
            gives.add(target.id)
    return _Names({name for name in reads if name not in binds or _read_first(node, name)}, gives, binds)


def _read_first(node: ast.expr, name: str) -> bool:
    """Whether an expression that binds a name may read it before."""
    value = node.value if isinstance(node, ast.NamedExpr) and node.target.id == name else node
    return any(isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
               for part in ast.walk(value))


def _in_same(names: Names, use: ast.AST, node: ast.AST) -> bool:
    def holder(one: ast.AST) -> ast.AST:
        return next(around for around in names.around(one) if isinstance(around, Function | ast.Module))
    return holder(use) is holder(node)


def _check_statements(text: Text, nodes: Sequence[ast.AST]) -> bool:
    """Whether the piece ends in its only `return`. Raises for what cannot leave its function."""
    at = _at(text, nodes)
    holder = text.source.names.parents[nodes[0]]
    documented = isinstance(holder, Function | ast.Module) and ast.get_docstring(holder) is not None
    if documented and nodes[0] is getattr(holder, "body", [None])[0]:
        raise OperationDeclined(f"{at}: a docstring belongs where it stands")
    returns = 0
    for node in _of_this_function(nodes):
        if isinstance(node, _WAITS) or (isinstance(node, ast.comprehension) and node.is_async):
            raise OperationDeclined(f"{at}: it yields or waits, which only its own function can do")
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            raise OperationDeclined(f"{at}: it imports everything from somewhere")
        returns += isinstance(node, ast.Return)
    for node in (part for one in nodes for part in ast.walk(one)):
        if (word := looks_around(node)) is not None:
            raise OperationDeclined(f"{at}: `{word}` looks at the function that it stands in")
    if any(_leaves_loop(node) for node in nodes):
        raise OperationDeclined(f"{at}: a `break` or `continue` in it belongs to a loop around it")
    if returns and not (returns == 1 and isinstance(nodes[-1], ast.Return)):
        raise OperationDeclined(f"{at}: a `return` in it is not its last statement")
    return bool(returns)


def _of_this_function(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield node
        if not isinstance(node, Function | ast.Lambda):
            yield from _of_this_function(ast.iter_child_nodes(node))


def looks_around(node: ast.AST) -> str | None:
    """The word by which code looks at the frame, or the class, that it stands in."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _RUNS_TEXT:
        return node.func.id if len(node.args) < 2 else None
    word = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
    return word if word in _LOOKS_AROUND else None


def _leaves_loop(node: ast.AST) -> bool:
    if isinstance(node, ast.Break | ast.Continue):
        return True
    if isinstance(node, Function | ast.Lambda | ast.ClassDef):
        return False
    if isinstance(node, ast.For | ast.AsyncFor | ast.While):
        return any(_leaves_loop(child) for child in node.orelse)
    return any(_leaves_loop(child) for child in ast.iter_child_nodes(node))


def _check_global(text: Text, nodes: Sequence[ast.AST], name: str) -> None:
    """A name of the module that the piece binds comes back only when it is read below, and nobody looks meanwhile."""
    names = text.source.names
    inside = {part for node in nodes for part in ast.walk(node)}
    outside = [use for use in names.uses(names.top, name) if use not in inside and isinstance(use.ctx, ast.Load)]
    last = max(getattr(node, "end_lineno", 0) for node in nodes)
    if not any(use.lineno > last for use in outside):
        raise OperationDeclined(f"{_at(text, nodes)}: it binds `{name}`, which nothing below reads; whether another "
                                "module wants it cannot be told")
    calls = any(isinstance(part, ast.Call) for part in inside)
    if calls and any(names.scopes[use] is not names.top for use in outside):
        raise OperationDeclined(f"{_at(text, nodes)}: functions read `{name}`, and may run before it is given back")


def _foreign(names: Names, nodes: Sequence[ast.AST], scope: Scope, visible: Sequence[Scope]) -> set[str]:
    """Names of comprehensions, lambdas and functions around that the new place does not see."""
    inside = {part for node in nodes for part in ast.walk(node)}
    found = set()
    for part in inside:
        if isinstance(part, ast.Name) and part in names.scopes:
            home = _home(names, part)
            if home and home is not scope and home not in visible and home.node not in inside:
                found.add(part.id)
    return found


def _bound_above(names: Names, nodes: Sequence[ast.AST]) -> set[str]:
    """Names of the module that the piece reads and an assignment above it binds."""
    first = getattr(nodes[0], "lineno", 0)
    read = {part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)}
    return {name for name in read for binding in names.top.bindings.get(name, [])
            if isinstance(binding.node, ast.Name) and binding.node.lineno < first}


def _check(text: Text, flow: Flow, nodes: Sequence[ast.AST], needs: set[str], found: _Names) -> None:
    names, at = text.source.names, _at(text, nodes)
    inside = {part for node in nodes for part in ast.walk(node)}
    missing = needs - flow.bound_for_sure()[flow.inside()[0]] - {
        name for name in needs if not flow.scope.parent and name not in found.binds}
    if missing:
        raise OperationDeclined(f"{at}: `{min(missing)}` may have no value yet where it begins")
    for name in sorted(needs | found.binds & set(flow.scope.bindings)):
        _check_shared(flow, inside, name, found, at)
    for part in inside:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del):
            home = _home(names, part)
            if any(binding.node not in inside for binding in (home.bindings.get(part.id, []) if home else [])):
                raise OperationDeclined(f"{at}: it deletes `{part.id}`, which is bound outside it")


def _check_shared(flow: Flow, inside: set[ast.AST], name: str, found: _Names, at: str) -> None:
    """Raises for a variable that a nested function shares, so that it cannot become two."""
    names = flow.names
    for binding in flow.scope.bindings[name]:
        if names.scopes.get(binding.node, flow.scope) is not flow.scope:
            raise OperationDeclined(f"{at}: a nested function binds `{name}`")
    if not flow.scope.parent:
        return
    taken_inside = any(name in step.later and _takes(names, flow.scope, inside, name) for step in flow.inside())
    taken_outside = any(name in step.later for step in flow.steps if not step.inside)
    bound_after = any(name in step.binds | step.may_bind for step in flow.after(flow.inside()) if not step.inside)
    if (name in found.binds and taken_outside) or (taken_inside and bound_after):
        raise OperationDeclined(f"{at}: `{name}` is shared with a nested function")


def _takes(names: Names, scope: Scope, inside: set[ast.AST], name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name and names.scopes.get(part) is not scope
               for part in inside)


def _declared(text: Text, nodes: Sequence[ast.AST], scope: Scope, visible: Sequence[Scope]) -> tuple[str, ...]:
    names = text.source.names
    inside = {part for node in nodes for part in ast.walk(node)}
    stated = {name for part in inside if isinstance(part, ast.Global | ast.Nonlocal) for name in part.names}
    bound = {part.id for part in inside if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
             and names.scopes[part] is scope}
    found: dict[str, list[str]] = {}
    for name, home in sorted(scope.outer.items()):
        if name in stated:
            if any(names.scopes[use] is scope and use not in inside for use in names.uses(home, name)):
                raise OperationDeclined(f"{_at(text, nodes)}: what it says of `{name}` holds outside it as well")
        elif name in bound:
            if home not in visible:
                raise OperationDeclined(f"{_at(text, nodes)}: it binds `{name}` of a function around")
            found.setdefault("global" if home is names.top else "nonlocal", []).append(name)
    return tuple(f"{word} {', '.join(some)}" for word, some in sorted(found.items()))


def _ordered(names: Names, piece: Statements | ast.expr, scope: Scope, needs: set[str]) -> tuple[str, ...]:
    """Statements take their names in the order in which they read them, an expression in that of their bindings."""
    if isinstance(piece, Statements):
        order = [part.id for node in piece.nodes for part in _as_evaluated(node) if isinstance(part, ast.Name)]
    else:
        around = [scope, *names.scopes[piece].up()] if piece in names.scopes else [scope]
        order = [name for one in around for name in one.bindings]
    ranks = {name: n for n, name in reversed(list(enumerate(order)))}
    return tuple(sorted(needs, key=lambda name: (ranks.get(name, len(order)), name)))


def _as_evaluated(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.Assign):
        children: Iterable[ast.AST] = [node.value, *node.targets]
    elif isinstance(node, ast.AugAssign):
        children = [node.value, node.target]
    elif isinstance(node, ast.For | ast.AsyncFor):
        children = [node.iter, node.target, *node.body, *node.orelse]
    else:
        children = ast.iter_child_nodes(node)
    for child in children:
        yield from _as_evaluated(child)


def _in_order_of_use(names: Names, nodes: Sequence[ast.AST], gives: set[str]) -> tuple[str, ...]:
    last = max(getattr(node, "end_lineno", 0) for node in nodes)
    reads = [(use.lineno, use.col_offset, use.id) for use in names.scopes if isinstance(use, ast.Name)
             and isinstance(use.ctx, ast.Load) and use.lineno > last and use.id in gives]
    first = {name: (line, column) for line, column, name in sorted(reads, reverse=True)}
    return tuple(sorted(gives, key=lambda name: (first.get(name, (10**9, 0)), name)))


def _home(names: Names, part: ast.Name) -> Scope | None:
    return names.scopes[part].home(part.id)


def _at(text: Text, nodes: Sequence[ast.AST]) -> str:
    return f"{text.source.path}:{getattr(nodes[0], 'lineno', 0)}"


