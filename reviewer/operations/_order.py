"""What Python evaluates before an expression of the same statement, and what may be moved past what.

Taking an expression out of its statement, or putting one in, keeps meaning only when nothing that may act is passed on
the way. A name or a constant acts on nothing; a call may do anything; operators, attributes and subscripts may run code
of the object, which is taken to give a value and to leave everything else alone unless a call is passed as well.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from reviewer.errors import OperationDeclined
from reviewer.names import Comprehension, Function, Names

_ACTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_CONSTANT = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Compare, ast.BoolOp, ast.operator, ast.unaryop, ast.cmpop,
             ast.boolop, ast.Tuple, ast.expr_context)
_MAY_FAIL = (ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift, ast.MatMult)


def is_constant(node: ast.AST) -> bool:
    """Literals, and operators between literals: the same wherever and however often it is evaluated."""
    return all(isinstance(part, _CONSTANT) for part in ast.walk(node))


def cannot_fail(node: ast.AST) -> bool:
    """A constant that may as well not be evaluated."""
    return is_constant(node) and not any(isinstance(part, _MAY_FAIL) for part in ast.walk(node))


def acts(node: ast.AST) -> bool:
    """Whether evaluating it may do something: it calls, waits or binds."""
    return any(isinstance(part, _ACTS) for part in evaluated(node))


def evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression that run when it is evaluated: not the bodies of lambdas."""
    yield node
    children = [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    for child in children:
        yield from evaluated(child)


def earlier(names: Names, node: ast.expr) -> list[ast.AST]:
    """What the statement evaluates before this expression, which it evaluates exactly once.

    Raises OperationDeclined when it may be evaluated more often or not at all.
    """
    before: list[ast.AST] = []
    inner: ast.AST = node
    for holder in names.around(node):
        if isinstance(holder, ast.expr | ast.keyword | ast.withitem | ast.arguments):
            before += _in_expression(holder, inner)
        elif isinstance(holder, ast.stmt | ast.match_case | ast.ExceptHandler):
            before += _in_statement(holder, inner)
            return before
        inner = holder
    return before


def may_pass(names: Names, moved: ast.expr, passed: list[ast.AST]) -> bool:
    """Whether `moved` may be evaluated before `passed` instead of after it."""
    if is_constant(moved) or not passed:
        return True
    if not acts(moved):
        return not any(acts(node) for node in passed)
    return all(_holds_still(names, node) for node in passed)


def _holds_still(names: Names, node: ast.AST) -> bool:
    """A value that no call can change in passing: constants, names that only this code binds, methods of such."""
    if isinstance(node, ast.Attribute):
        return names.dotted(node) is not None or (
            isinstance(node.value, ast.Name) and _holds_still(names, node.value) and _is_callee(names, node))
    if isinstance(node, ast.Name):
        home = names.scopes[node].home(node.id)
        return not rebound_elsewhere(names, node) if home else hasattr(builtins, node.id)
    return is_constant(node)


def _is_callee(names: Names, node: ast.AST) -> bool:
    holder = names.parents[node]
    return isinstance(holder, ast.Call) and holder.func is node


def rebound_elsewhere(names: Names, node: ast.Name) -> bool:
    """Whether a function other than the one that owns the name may bind it, by `global` or `nonlocal`."""
    return any(isinstance(one, ast.Global | ast.Nonlocal) and node.id in one.names for one in ast.walk(names.tree))


def _in_expression(holder: ast.AST, inner: ast.AST) -> list[ast.AST]:
    """What `holder` evaluates before its child `inner`."""
    if isinstance(holder, ast.BoolOp) and inner is not holder.values[0]:
        raise OperationDeclined(_maybe(inner))
    if isinstance(holder, ast.IfExp):
        if inner is not holder.test:
            raise OperationDeclined(_maybe(inner))
        return []
    if isinstance(holder, ast.Compare) and inner is not holder.left and inner is not holder.comparators[0]:
        raise OperationDeclined(_maybe(inner))
    if isinstance(holder, Comprehension):
        if inner is not holder.generators[0].iter:
            raise OperationDeclined(_often(inner))
        return []
    if isinstance(holder, ast.Lambda) and inner is holder.body:
        raise OperationDeclined(_often(inner))
    if isinstance(holder, ast.Dict):
        return _upto([part for pair in zip(holder.keys, holder.values, strict=True) for part in pair if part], inner)
    return _upto([child for child in ast.iter_child_nodes(holder) if not isinstance(child, ast.expr_context)], inner)


def _in_statement(holder: ast.AST, inner: ast.AST) -> list[ast.AST]:
    if isinstance(holder, ast.Assign):
        return [] if inner is holder.value else [holder.value, *_upto(holder.targets, inner)]
    if isinstance(holder, ast.AugAssign):
        return [] if inner is holder.target else [holder.target]
    if isinstance(holder, ast.AnnAssign) and inner is not holder.value:
        raise OperationDeclined(f"line {holder.lineno}: it stands in an annotation")
    if isinstance(holder, ast.For | ast.AsyncFor):
        if inner is not holder.iter:
            raise OperationDeclined(_often(inner))
        return []
    if isinstance(holder, ast.While):
        raise OperationDeclined(_often(inner))
    if isinstance(holder, ast.Assert):
        raise OperationDeclined(f"line {holder.lineno}: `assert` evaluates nothing when Python is told to skip it")
    if isinstance(holder, Function | ast.ClassDef):
        return _of_definition(holder, inner)
    if isinstance(holder, ast.With | ast.AsyncWith):
        return _upto(holder.items, inner)
    if isinstance(holder, ast.match_case | ast.ExceptHandler):
        raise OperationDeclined(_maybe(inner))
    return _upto(list(ast.iter_child_nodes(holder)), inner)


def _of_definition(holder: ast.stmt, inner: ast.AST) -> list[ast.AST]:
    decorators = getattr(holder, "decorator_list", [])
    if inner in decorators:
        return _upto(decorators, inner)
    if isinstance(holder, ast.ClassDef) and inner in holder.bases:
        return [*decorators, *_upto(holder.bases, inner)]
    raise OperationDeclined(f"line {holder.lineno}: it stands in the head of a definition")


def _upto(parts: list[ast.AST] | list[ast.expr] | list[ast.withitem], inner: ast.AST) -> list[ast.AST]:
    return list(parts[:next((n for n, part in enumerate(parts) if part is inner), len(parts))])


def _maybe(node: ast.AST) -> str:
    return f"line {getattr(node, 'lineno', '?')}: it is not always evaluated there"


def _often(node: ast.AST) -> str:
    return f"line {getattr(node, 'lineno', '?')}: it may be evaluated more than once there"
