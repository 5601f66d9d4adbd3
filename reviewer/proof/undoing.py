"""Undoing a recipe's renaming in a test file: what is left must be the base's. Pure.

A file is made comparable first: every name that its imports resolve becomes the dotted name that it stands for, and the
imports themselves are set apart. So `from shop.cart import total` and `cart.total` are the same reference, and whether
a test was rewritten rightly is seen whatever style its imports have.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reviewer.names import Function, Names, absolute
from reviewer.operations._callers import module_of
from reviewer.proof.name_map import NameMap
from reviewer.proof.parsing import parse
from reviewer.tree import Tree

BY_NAME = frozenset({"setattr", "getattr", "hasattr", "delattr", "object"})
"""Calls whose second argument names an attribute: `monkeypatch.setattr`, `mock.patch.object`, the builtins."""
FUTURE = "__future__."


def why_bound_before(names: NameMap, trees: Mapping[str, ast.Module]) -> str:
    """Why a new name is not new: builtins, and whatever these files of the base bind; empty when all are."""
    for new in names.simple:
        if hasattr(builtins, new) or keyword.iskeyword(new):
            return f"the new name {new} is one of Python's own"
        for path, tree in trees.items():
            if new in bound_names(tree):
                return f"{path} binds the new name {new} already"
            if any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree)):
                return f"{path} imports everything from somewhere, perhaps {new} too"
    return ""


def bound_names(tree: ast.Module) -> set[str]:
    """Every word that the file gives a meaning to, in any scope; attributes that it sets among them."""
    return {name for node in ast.walk(tree) for name in _bound(node)}


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            yield node.attr
        case ast.arg():
            yield node.arg
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Global() | ast.Nonlocal():
            yield from node.names


def why_not_undone(names: NameMap, path: str, before: bytes, after: bytes, base: Tree) -> str:
    """What an edit of a test file is beside the renaming; empty when undoing the map gives the base's tree."""
    try:
        old, new = parse(before), ast.parse(after)
        was, now = _comparable(old, path, base, names, undo=False), _comparable(new, path, base, names, undo=True)
    except (SyntaxError, ValueError, RecursionError):
        return "it does not parse"
    for one, other in zip(was.statements, now.statements, strict=False):
        if one[1] != other[1]:
            return f"line {one[0]} is not the base's under {names.told()}"
    if len(was.statements) != len(now.statements):
        return "it does not hold the base's statements"
    strange = sorted(item for item in now.imports - was.imports if item.target not in names.homes())
    if strange:
        return f"it imports {strange[0].target}, which the base's does not"
    if {item for item in was.imports ^ now.imports if item.target.startswith(FUTURE)}:
        return "its __future__ imports differ"
    return _why_captured(now.imports - was.imports, old)


def _why_captured(added: frozenset[_Item], old: ast.Module) -> str:
    """Whether an import that came with a move takes a word that the file gives a meaning to. A name that nothing in
    the file binds, a builtin or a fixture, would be resolved differently now, and is seen by that."""
    bound = bound_names(old)
    packages = {alias.name.partition(".")[0] for node in ast.walk(old) if isinstance(node, ast.Import)
                for alias in node.names if not alias.asname}
    taken = (item.bound for item in sorted(added) if item.bound in bound
             and not (item.bound in packages and item.target.startswith(f"{item.bound}.")))
    return next((f"it imports {word}, a word that had another meaning" for word in taken), "")


@dataclass(frozen=True, slots=True, order=True)
class _Item:
    """One name of an import statement, as it stood before the renaming."""

    where: str
    target: str
    bound: str


@dataclass(frozen=True, slots=True)
class _Comparable:
    statements: tuple[tuple[int, str], ...]
    """Line and tree of each top-level statement that is no import."""
    imports: frozenset[_Item]


def _comparable(tree: ast.Module, path: str, base: Tree, names: NameMap, *, undo: bool) -> _Comparable:
    resolving = _Resolving(tree, module_of(base, path), path.endswith("__init__.py"), names, undo)
    body = [(statement.lineno, resolving.visit(statement)) for statement in tree.body]
    return _Comparable(tuple((line, ast.dump(node)) for line, node in body if node is not None),
                       frozenset(resolving.imports))


class _Resolving(ast.NodeTransformer):
    """Puts dotted names for what imports resolve, takes imports out, and undoes the renaming on the way."""

    def __init__(self, tree: ast.Module, module: str, package: bool, names: NameMap, undo: bool) -> None:
        self.scopes, self.module, self.package = Names(tree), module, package
        self.names, self.undo = names, undo
        self.imports: set[_Item] = set()

    def _dotted(self, dotted: str) -> str:
        whole = absolute(dotted, self.module, self.package)
        return self.names.old_dotted(whole) if self.undo else whole

    def _word(self, word: str) -> str:
        return self.names.simple.get(word, word) if self.undo else word

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._item(node, alias.name, alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            home = "." * node.level + (node.module or "")
            dot = "" if home.endswith(".") else "."
            self._item(node, f"{home}{dot}{alias.name}", alias.asname or alias.name)

    def _item(self, node: ast.stmt, target: str, bound: str) -> None:
        holders = [type(outer).__name__ for outer in self.scopes.around(node)]
        where = f"{self._word(self.scopes.qualname(node))} {' '.join(holders)}"
        self.imports.add(_Item(where, self._dotted(target), self._word(bound)))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        dotted = self.scopes.dotted(node)
        return ast.Name(self._dotted(dotted) if dotted else self._word(node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        dotted = self.scopes.dotted(node)
        if dotted:
            return ast.Name(self._dotted(dotted), node.ctx)
        return ast.Attribute(self.visit(node.value), self._word(node.attr), node.ctx)

    def visit_FunctionDef(self, node: Function) -> ast.AST:
        node.name = self._word(node.name)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._word(node.name)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and self.undo:
            return ast.Constant(self._in_text(node.value), node.kind)
        return node

    def _in_text(self, text: str) -> str:
        """Dotted names in full, as `mock.patch` takes them."""
        for new, old in self.names.dotted.items():
            if "." in new:
                text = re.sub(rf"(?<![\w.]){re.escape(new)}(?!\w)", old, text)
        return text

    def visit_Call(self, node: ast.Call) -> ast.AST:
        callee = self.scopes.dotted(node.func)
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in BY_NAME and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            named = node.args[1].value
            node.args[1] = ast.Constant(self._word(named)) if isinstance(named, str) else node.args[1]
        if callee:
            self._arguments(node, self._dotted(callee))
        return self.generic_visit(node)

    def _arguments(self, node: ast.Call, callee: str) -> None:
        if self.undo:
            old = self.names.keywords.get(callee, {})
            for one in node.keywords:
                one.arg = old.get(one.arg, one.arg) if one.arg else None
            return
        for name, position in sorted(self.names.dropped.get(callee, ()), key=lambda one: -one[1]):
            starred = any(isinstance(one, ast.Starred) for one in node.args)
            if 0 <= position < len(node.args) and not starred and _does_nothing(node.args[position]):
                del node.args[position]
            node.keywords = [one for one in node.keywords if one.arg != name or not _does_nothing(one.value)]


def _does_nothing(node: ast.expr) -> bool:
    """Whether an argument may go: it is a constant or a plain name."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant | ast.Name)
