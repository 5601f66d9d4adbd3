"""Patterns of code with holes: `shop.total($a, $*rest)`. Dotted names match by what they mean, not by spelling."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviewer.errors import OperationDeclined
from reviewer.references import External, File, Meanings, Resolver, Symbol

_HOLE = re.compile(r"\$(\*?)([^\W\d]\w*)")
_PREFIX = "nova_hole_"
_OWN = frozenset(dir(builtins)) | {"self", "cls"}
_POSITIONS = frozenset({"lineno", "col_offset", "end_lineno", "end_col_offset", "ctx", "kind", "type_comment"})
Code = ast.expr | ast.stmt


def with_names(text: str) -> str:
    """The text with names in the place of its holes, so that it is Python."""
    return _HOLE.sub(rf"\1{_PREFIX}\2", text)


def code_of(text: str) -> Code:
    """The expression or simple statement that the text is, its holes as names. Raises OperationDeclined."""
    try:
        body = ast.parse(with_names(text).strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OperationDeclined(f"{text[:60]} does not parse") from error
    if len(body) != 1 or not isinstance(body[0], ast.Expr | ast.Assign | ast.AugAssign | ast.Return | ast.Raise):
        raise OperationDeclined(f"{text[:60]} is not one expression or simple statement")
    return body[0].value if isinstance(body[0], ast.Expr) else body[0]


def hole_of(node: ast.AST | None) -> str | None:
    """The hole that a node is."""
    name = node.id if isinstance(node, ast.Name) else ""
    return name.removeprefix(_PREFIX) if name.startswith(_PREFIX) else None


def holes_in(node: ast.AST) -> list[str]:
    """In the order in which they are evaluated, as far as the source says; some more than once."""
    return [hole for one in _walk(node) if (hole := hole_of(one))]


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


@dataclass(slots=True)
class Match:
    node: Code
    filled: dict[str, ast.expr] = field(default_factory=dict)
    rest: dict[str, list[ast.expr | ast.keyword]] = field(default_factory=dict)
    named: list[tuple[ast.AST, str]] = field(default_factory=list)
    """Nodes that were matched by what they mean, and the dotted name in the pattern."""


class Matcher:
    """One pattern against the files of a tree."""

    def __init__(self, resolver: Resolver, pattern: Code, reader: str) -> None:
        self.resolver, self.pattern = resolver, pattern
        self._meant = {dotted: meaning_of(resolver, dotted, reader) for dotted in dotted_in(pattern)}

    @property
    def words(self) -> set[str]:
        """The last words of the dotted names: a file without them cannot match."""
        return {dotted.rpartition(".")[2] for dotted in self._meant}

    def matches(self, file: File) -> Iterator[Match]:
        wanted = type(self.pattern)
        for node in ast.walk(file.names.tree):
            if isinstance(node, ast.expr | ast.stmt) and (isinstance(node, wanted) or hole_of(self.pattern)
                                                          or isinstance(node, ast.Name | ast.Attribute)):
                match = Match(node)
                if self._fits(file, self.pattern, node, match):
                    yield match

    def _fits(self, file: File, pattern: object, node: object, match: Match) -> bool:
        if isinstance(pattern, ast.AST) and (hole := hole_of(pattern)):
            if not isinstance(node, ast.expr):
                return False
            known = match.filled.setdefault(hole, node)
            return known is node or ast.dump(known) == ast.dump(node)
        if isinstance(pattern, ast.Name | ast.Attribute) and (dotted := _dotted(pattern)) in self._meant:
            if isinstance(node, ast.Name | ast.Attribute) and set(self._meant[dotted]) & set(
                    self.resolver.denoted(file, node)):
                match.named.append((node, dotted))
                return True
            return False
        if isinstance(pattern, ast.Call) and isinstance(node, ast.Call):
            return self._fits(file, pattern.func, node.func, match) and self._arguments(file, pattern, node, match)
        if isinstance(pattern, list) and isinstance(node, list):
            return len(pattern) == len(node) and all(
                self._fits(file, one, other, match) for one, other in zip(pattern, node, strict=True))
        if isinstance(pattern, ast.AST) and isinstance(node, ast.AST):
            return type(pattern) is type(node) and all(
                self._fits(file, getattr(pattern, name, None), getattr(node, name, None), match)
                for name in pattern._fields if name not in _POSITIONS)
        return type(pattern) is type(node) and pattern == node

    def _arguments(self, file: File, pattern: ast.Call, node: ast.Call, match: Match) -> bool:
        last = pattern.args[-1] if pattern.args else None
        hole = hole_of(last.value) if isinstance(last, ast.Starred) else None
        if hole is None:
            return self._fits(file, pattern.args, node.args, match) and self._fits(
                file, pattern.keywords, node.keywords, match)
        count = len(pattern.args) - 1
        named = {one.arg for one in pattern.keywords}
        match.rest[hole] = [*node.args[count:], *(one for one in node.keywords if one.arg not in named)]
        return self._fits(file, pattern.args[:-1], node.args[:count], match) and self._fits(
            file, pattern.keywords, [one for one in node.keywords if one.arg in named], match)


def dotted_in(code: ast.AST, own: frozenset[str] = frozenset()) -> list[str]:
    """The dotted names in it that stand for something outside: neither holes nor builtins, `self` or `own` names."""
    found: list[str] = []
    todo = [code]
    while todo:
        node = todo.pop()
        dotted = _dotted(node) if isinstance(node, ast.Name | ast.Attribute) else None
        root = dotted.partition(".")[0] if dotted else ""
        if dotted and not root.startswith(_PREFIX):
            found += [dotted] if root not in _OWN | own else []
        else:
            todo += list(ast.iter_child_nodes(node))
    return list(dict.fromkeys(found))


def meaning_of(resolver: Resolver, dotted: str, reader: str) -> Meanings:
    """What a dotted name with its whole path stands for. Raises OperationDeclined when nobody knows."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        module = resolver.files.module(".".join(parts[:count]), reader)
        if module is None:
            continue
        meanings: Meanings = (Symbol(module),)
        for part in parts[count:]:
            meanings = tuple(found for one in meanings for found in resolver.member(one, part))
        if meanings:
            return meanings
        break
    if parts[0] in sys.stdlib_module_names or (len(parts) > 1 and resolver.files.module(parts[0], reader) is None):
        return (External(dotted),)
    raise OperationDeclined(f"{dotted} is not known: write it with its module, as in shop.cart.total")


def _dotted(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name) or (
        isinstance(node, ast.Attribute) and _dotted(node.value)) else ""


def filled_in(template: Code, match: Match) -> ast.AST:
    """The template's syntax tree with its holes filled."""
    class Filling(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return match.filled.get(hole_of(node) or "", node)

        def visit_Call(self, node: ast.Call) -> ast.AST:
            self.generic_visit(node)
            rest = [part for one in node.args if isinstance(one, ast.Starred) and (hole := hole_of(one.value))
                    for part in match.rest.get(hole, ())]
            kept = [one for one in node.args if not (isinstance(one, ast.Starred) and hole_of(one.value))]
            return ast.Call(node.func, [*kept, *(one for one in rest if isinstance(one, ast.expr))],
                            [*node.keywords, *(one for one in rest if isinstance(one, ast.keyword))])
    result: ast.AST = Filling().visit(ast.parse(ast.unparse(template)).body[0])
    return result
