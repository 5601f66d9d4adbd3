"""What a draft does to tests: taking declared ones away is allowed, anything else is held against the base's. Pure."""

from __future__ import annotations

import ast
from collections.abc import Collection

from reviewer.proof.parsing import parse

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def beyond_removal(path: str, before: bytes, after: bytes | None, removed: Collection[str]) -> str:
    """What an edit of a test file does besides taking away the tests that are declared as `removed`, and imports.

    Empty when it does nothing else, so that every test left is the base's own, syntax tree for syntax tree.
    `removed` holds test ids: `tests/test_x.py::TestY::test_z`.
    """
    try:
        old = parse(before)
        new = parse(after) if after is not None else None
    except (SyntaxError, ValueError, RecursionError):
        return "it does not parse"
    if new is None:
        left = [test for test in _tests(old.body, path) if not _is_removed(test, removed)]
        return f"it is deleted with {left[0]}, which is not declared" if left else ""
    return _loses(old.body, new.body, path, removed)


def is_declared(test: str, removed: Collection[str]) -> bool:
    """Whether a test id, parameters included, is one of those that the draft takes away."""
    return any(test == name or test.startswith((f"{name}[", f"{name}::")) for name in removed)


def _loses(old: list[ast.stmt], new: list[ast.stmt], scope: str, removed: Collection[str]) -> str:
    """Walk both bodies side by side; what is only in the old one must be allowed to go."""
    rest = list(new)
    for statement in old:
        if rest and (ast.dump(rest[0]) == ast.dump(statement) or _is_smaller_import(statement, rest[0])):
            rest.pop(0)
        elif rest and _same_class(statement, rest[0]) and not _is_removed(_id(statement, scope), removed):
            problem = _loses(_body(statement), _body(rest.pop(0)), _id(statement, scope), removed)
            if problem:
                return problem
        elif not _may_go(statement, scope, removed):
            return f"it changes line {statement.lineno}"
    return f"it adds line {rest[0].lineno}" if rest else ""


def _may_go(statement: ast.stmt, scope: str, removed: Collection[str]) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    return isinstance(statement, Scope) and _is_removed(_id(statement, scope), removed)


def _is_removed(test: str, removed: Collection[str]) -> bool:
    return is_declared(test, removed)


def _id(statement: ast.stmt, scope: str) -> str:
    return f"{scope}::{statement.name}" if isinstance(statement, Scope) else scope


def _body(statement: ast.stmt) -> list[ast.stmt]:
    return statement.body if isinstance(statement, ast.ClassDef) else []


def _same_class(old: ast.stmt, new: ast.stmt) -> bool:
    """The same class, whatever is in it."""
    if not isinstance(old, ast.ClassDef) or not isinstance(new, ast.ClassDef):
        return False
    return [old.name, *map(ast.dump, [*old.bases, *old.keywords, *old.decorator_list])] == [
        new.name, *map(ast.dump, [*new.bases, *new.keywords, *new.decorator_list])]


def _is_smaller_import(old: ast.stmt, new: ast.stmt) -> bool:
    """The same import with fewer names."""
    if isinstance(old, ast.ImportFrom) and isinstance(new, ast.ImportFrom):
        if (old.module, old.level) != (new.module, new.level):
            return False
    elif not (isinstance(old, ast.Import) and isinstance(new, ast.Import)):
        return False
    return {(a.name, a.asname) for a in new.names} < {(a.name, a.asname) for a in old.names}


def _tests(body: list[ast.stmt], scope: str) -> list[str]:
    """Ids of what looks like a test."""
    found = []
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            found += _tests(statement.body, _id(statement, scope))
        elif isinstance(statement, Scope) and statement.name.startswith("test"):
            found.append(_id(statement, scope))
    return found
