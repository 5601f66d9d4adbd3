"""Give an expression a name: an assignment before the statement that holds it, and the name in its place."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Comprehension, Function, Names
from reviewer.operations import _schema as shape
from reviewer.operations._edits import read
from reviewer.operations._order import earlier, is_constant, may_pass
from reviewer.operations._piece import expressions, named, optional, source_of, the_one
from reviewer.operations._text import Splices, Text
from reviewer.tree import Tree


@dataclass(frozen=True)
class ExtractVariable:
    kind = "extract_variable"
    does = ("Assigns an expression to a new name before its statement and uses the name; declines when that would "
            "change what is evaluated, how often or in which order.")
    parameters = shape.takes(
        **named("The expression, exactly as it is written there", "cart.items()"),
        name=shape.name("The new name", "items"),
        optional={**optional(), "all": shape.flag("Also every equal expression of the function")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = "The expression is evaluated once as before, and nothing that acts is evaluated between."

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        text = Text(read(tree, parameters["path"]))
        found = expressions(text, parameters.get("within", ""), source_of(parameters))
        if not found and text.source.names.taken(parameters["name"]):
            return
        node = the_one(found, parameters)
        check_new(text.source.names, parameters["name"])
        places = _equals(text, node, found) if parameters.get("all") else [node]
        change = _extracted(text, places, parameters["name"])
        if change is not None:
            yield change


def check_new(names: Names, name: str) -> None:
    """Raises OperationDeclined unless the name can be given without hiding or changing anything in the file."""
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or not name.isidentifier():
        raise OperationDeclined(f"{name} cannot be a name")
    if names.taken(name):
        raise OperationDeclined(f"{name} already means something in the file")
    if names.star_imports:
        raise OperationDeclined(f"an import of everything may bring a {name} along")


def _equals(text: Text, node: ast.expr, found: Sequence[ast.expr]) -> list[ast.expr]:
    """The equal expressions of the same scope, which one evaluation can serve."""
    names = text.source.names
    scope = _scope(names, node)
    same = [one for one in found if _scope(names, one) is scope]
    if len(same) > 1 and not is_constant(node):
        raise OperationDeclined(f"{text.source.path}:{node.lineno}: it would be evaluated once instead of "
                                f"{len(same)} times")
    return same


def _scope(names: Names, node: ast.AST) -> ast.AST:
    return next(holder for holder in names.around(node) if isinstance(holder, Function | ast.ClassDef | ast.Module))


def _extracted(text: Text, places: Sequence[ast.expr], name: str) -> FileChange | None:
    names, path, first = text.source.names, text.source.path, places[0]
    statement = _before(text, places)
    if isinstance(names.parents[statement], ast.ClassDef):
        raise OperationDeclined(f"{path}:{first.lineno}: {name} would become an attribute of the class")
    if isinstance(statement, ast.Expr) and statement.value is first:
        raise OperationDeclined(f"{path}:{first.lineno}: it is a whole statement, whose value nothing uses")
    if not is_constant(first):
        _check_single(names, path, first, statement)
    splices = Splices(text)
    _put_before(splices, statement, f"{name} = {standing_alone(text, first)}")
    for place in places:
        splices.put(*span_of(text, place), name)
    return splices.change()


def _check_single(names: Names, path: str, node: ast.expr, statement: ast.stmt) -> None:
    if any(isinstance(part, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr) for part in ast.walk(node)):
        raise OperationDeclined(f"{path}:{node.lineno}: it waits, yields or binds a name")
    if statement is not next(holder for holder in names.around(node) if isinstance(holder, ast.stmt)):
        raise OperationDeclined(f"{path}:{node.lineno}: before an `elif` there is no place to evaluate it")
    inner = {holder for holder in names.around(node) if isinstance(holder, Comprehension | ast.Lambda)}
    homes = [names.scopes[part].home(part.id) for part in ast.walk(node) if isinstance(part, ast.Name)]
    if any(home is not None and home.node in inner for home in homes):
        raise OperationDeclined(f"{path}:{node.lineno}: it reads a name that only exists there")
    if not may_pass(names, node, earlier(names, node)):
        raise OperationDeclined(f"{path}:{node.lineno}: something else is evaluated before it, and may act")


def _before(text: Text, places: Sequence[ast.expr]) -> ast.stmt:
    """The statement before which the assignment serves all places: the first one of the block that holds them all."""
    names = text.source.names
    chains = [list(names.around(place)) for place in places]
    for candidate in chains[0]:
        block = _block(names.parents.get(candidate), candidate)
        if all(any(holder in block for holder in chain) for chain in chains):
            assert isinstance(candidate, ast.stmt)
            return _not_elif(names, candidate)
    raise OperationDeclined(f"{text.source.path}:{places[0].lineno}: no statement stands before all of them")


def _not_elif(names: Names, statement: ast.stmt) -> ast.stmt:
    """The `if` that an `elif` belongs to."""
    holder = names.parents.get(statement)
    while isinstance(statement, ast.If) and isinstance(holder, ast.If) and holder.orelse == [statement]:
        statement, holder = holder, names.parents.get(holder)
    return statement


def _block(holder: ast.AST | None, statement: ast.AST) -> list[ast.AST]:
    """The block that the statement is one of; empty for what is no statement of a block."""
    blocks = [getattr(holder, field, None) for field in ("body", "orelse", "finalbody")]
    return next((block for block in blocks if isinstance(block, list) and statement in block), [])


def _put_before(splices: Splices, statement: ast.stmt, assignment: str) -> None:
    text = splices.text
    start = text.start(statement)
    line = text.line_of(start)
    if text.whole[text.line_start(line):start].strip():
        splices.put(start, start, f"{assignment}; ")
    else:
        splices.put_at_line(line, f"{text.indent(line)}{assignment}\n")


def standing_alone(text: Text, node: ast.expr) -> str:
    """The expression as the right side of an assignment: in parentheses when it runs over lines without its own."""
    written = text.of(node)
    if isinstance(node, ast.GeneratorExp) and not written.startswith("("):
        return f"({written})"
    try:
        ast.parse(f"x = {written}")
    except SyntaxError:
        return f"({written})"
    return written


def span_of(text: Text, node: ast.expr) -> tuple[int, int]:
    """Where the name goes; the parentheses that a call and its only argument, a generator, share stay."""
    start, end = text.start(node), text.end(node)
    holder = text.source.names.parents[node]
    if isinstance(node, ast.GeneratorExp) and isinstance(holder, ast.Call) and text.end(holder) == end:
        return start + 1, end - 1
    return start, end


OPERATION = ExtractVariable()
