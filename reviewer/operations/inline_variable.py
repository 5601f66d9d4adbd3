"""Put what a name stands for in its place, and take its assignment away."""

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
from reviewer.operations._edits import NewImport
from reviewer.operations._inlining import (
    block_of,
    check_known,
    fitted,
    found_by,
    import_for,
    imported_names,
    leave_words,
    sees,
    take_away,
    text_of,
    with_imports,
)
from reviewer.operations._order import earlier, is_constant, may_pass, rebound_elsewhere
from reviewer.operations._piece import has_lines_to_itself
from reviewer.operations._text import Splices
from reviewer.references import File, Kind, Reference, Searched
from reviewer.tree import Tree

Assignment = ast.Assign | ast.AnnAssign


@dataclass(frozen=True)
class InlineVariable:
    kind = "inline_variable"
    does = ("Replaces a variable, everywhere or at one place, by what it is assigned; declines unless it is assigned "
            "once and evaluation stays what it was.")
    parameters = shape.takes(
        definition=shape.definition("The variable, constant or attribute", "shop/orders.py::total.rate"),
        optional={"keep": shape.flag("The assignment stays"),
                  **shape.which_of_equals("reads of it in the file, to replace one alone: it stays then")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("It is assigned once, and what it is assigned is a constant, another name that stays what it is, or "
            "evaluated once at the same point.")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [parameters["definition"]] if "::" in parameters["definition"] else []

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = found_by(tree, parameters["definition"])
        path, name = found.target.file.path, found.target.name
        check_known(found)
        assignment, reads = _assignment(found), _reads(found)
        keep = parameters.get("keep", False) or "of" in parameters
        if "of" in parameters:
            one = shape.chosen([read for read in reads if read.path == path], parameters)
            if one is None:
                raise OperationDeclined(f"{path} does not read {name} {parameters['of']} times")
            reads = [one]
        elif not keep:
            leave_words(tree, found)
        _check_value(found, assignment, reads)
        yield from _changes(tree, found, assignment, reads, keep=keep)


def _assignment(found: Searched) -> Assignment:
    """The one statement that gives the name its value."""
    target, name = found.target, found.target.name
    nodes: list[ast.AST] = [binding.node for binding in target.scope.bindings.get(name, [])]
    if isinstance(target.scope.node, ast.ClassDef):
        nodes += target.file.self_stores.get((target.scope.node, name), [])
    if len(nodes) != 1:
        raise OperationDeclined(f"{target.file.path} gives {name} a value {len(nodes)} times, not once")
    statement = target.file.names.parents.get(nodes[0])
    several = isinstance(statement, ast.Assign) and len(statement.targets) > 1
    if not isinstance(statement, Assignment) or several or statement.value is None or statement.value is nodes[0]:
        raise OperationDeclined(f"{target.file.path}: {name} is not given its value by a plain assignment")
    if isinstance(target.scope.node, ast.ClassDef):
        _check_class(found, target.scope.node, statement)
    return statement


def _check_class(found: Searched, owner: ast.ClassDef, statement: Assignment) -> None:
    """Raises unless every object of the class is sure to have the attribute, and nothing else looks at it."""
    holder = found.target.file.names.parents[statement]
    plain = not owner.decorator_list and not owner.keywords and all(
        isinstance(base, ast.Name) and base.id == "object" for base in owner.bases)
    made = isinstance(holder, Function) and holder.name == "__init__" and not holder.decorator_list
    if not plain or not (holder is owner or made):
        raise OperationDeclined(f"{found.target.file.path}:{statement.lineno}: not only the class itself decides what "
                                f"{found.target.name} is")


def _reads(found: Searched) -> list[Reference]:
    reads = []
    for one in found.references.found:
        if one.kind in (Kind.NAME, Kind.ATTRIBUTE) and isinstance(one.node, ast.Name | ast.Attribute):
            if isinstance(one.node.ctx, ast.Load):
                reads.append(one)
            elif one.path != found.target.file.path or isinstance(one.node.ctx, ast.Del):
                raise OperationDeclined(f"{one.path}:{one.line} sets or deletes {found.target.name}")
            _check_base(found, one)
        elif one.kind is Kind.DEFINITION and not _is_own(found, one):
            raise OperationDeclined(f"{one.path}:{one.line} defines {found.target.name} as well")
    return reads


def _is_own(found: Searched, one: Reference) -> bool:
    """Whether the place that defines the name is in the scope that is meant, not in a class that inherits from it."""
    owner = found.target.scope.node
    return one.path == found.target.file.path and (one.node is None or not isinstance(owner, ast.ClassDef) or (
        owner in found.target.file.names.around(one.node)))


def _check_base(found: Searched, one: Reference) -> None:
    base = one.node.value if isinstance(one.node, ast.Attribute) else None
    while isinstance(base, ast.Attribute):
        base = base.value
    if base is not None and not isinstance(base, ast.Name):
        raise OperationDeclined(f"{one.path}:{one.line} evaluates more than a name to reach {found.target.name}")


def _check_value(found: Searched, assignment: Assignment, reads: Sequence[Reference]) -> None:
    """Raises unless reading the value where it is read is the same as reading it where it is assigned."""
    value, names, path = assignment.value, found.target.file.names, found.target.file.path
    assert value is not None
    block = block_of(names, assignment)
    after = block[block.index(assignment) + 1:]
    in_class = isinstance(found.target.scope.node, ast.ClassDef)
    whole = block is getattr(found.target.scope.node, "body", None)
    for one in reads:
        holders = list(names.around(one.node)) if one.path == path and one.node is not None else []
        if not in_class and holders and not any(statement in holders for statement in after) and not (
                whole and sees(names, one.node or assignment) is not found.target.scope):
            raise OperationDeclined(f"{path}:{one.line} may read {found.target.name} before it has its value")
    if is_constant(value):
        return
    if isinstance(value, ast.Name):
        _check_alias(found, value, reads)
    elif len(reads) != 1 or in_class or reads[0].path != path:
        raise OperationDeclined(f"{path}:{assignment.lineno}: what {found.target.name} stands for would be evaluated "
                                f"{len(reads)} times, or elsewhere, and is no constant")
    else:
        _check_next(found, assignment, after, reads[0])


def _check_alias(found: Searched, value: ast.Name, reads: Iterable[Reference]) -> None:
    names, path = found.target.file.names, found.target.file.path
    home = names.home(value)
    if home is None or len(home.bindings[value.id]) != 1 or rebound_elsewhere(names, value):
        raise OperationDeclined(f"{path}:{value.lineno}: `{value.id}` is not one thing throughout")
    if isinstance(found.target.scope.node, ast.ClassDef):
        raise OperationDeclined(f"{path}:{value.lineno}: `{value.id}` may be another one where the attribute is read")
    for one in reads:
        if one.path == path and one.node is not None and sees(names, one.node).home(value.id) is not home:
            raise OperationDeclined(f"{path}:{one.line} means something else by `{value.id}`")
        if one.path != path and home is not names.top:
            raise OperationDeclined(f"{one.path}:{one.line} cannot see `{value.id}`")


def _check_next(found: Searched, assignment: Assignment, after: Sequence[ast.stmt], read: Reference) -> None:
    """A value that is evaluated moves only into the next statement, past nothing that acts."""
    names, path, value = found.target.file.names, found.target.file.path, assignment.value
    assert isinstance(read.node, ast.expr)
    assert value is not None
    statement = next(holder for holder in names.around(read.node) if isinstance(holder, ast.stmt))
    if not after or statement is not after[0] or sees(names, read.node) is not names.scopes[assignment]:
        raise OperationDeclined(f"{path}:{read.line}: what happens before may change what {found.target.name} is")
    if not may_pass(names, value, earlier(names, read.node)):
        raise OperationDeclined(f"{path}:{read.line}: something else is evaluated before it, and may act")


def _changes(tree: Tree, found: Searched, assignment: Assignment, reads: Sequence[Reference], *, keep: bool,
             ) -> Iterable[FileChange]:
    home = found.target.file
    gone = [] if keep else [one for one in found.references.found if one.kind is Kind.FROM_IMPORT]
    for path in sorted({home.path, *(one.path for one in (*reads, *gone))}):
        file = found.files.get(path)
        assert file is not None
        splices = Splices(text_of(file))
        _replace(found, splices, file, assignment, [one for one in reads if one.path == path])
        if file is not home:
            aliases = imported_names(file, [one for one in gone if one.path == path])
            with_imports(tree, splices, aliases, _new_imports(found, file, assignment, aliases))
        elif not keep:
            if not has_lines_to_itself(splices.text, assignment) or _told(splices, assignment):
                raise OperationDeclined(f"{path}:{assignment.lineno}: a comment or another statement shares its line")
            take_away(splices, assignment, with_comments=False)
        change = splices.change()
        if change is not None:
            yield change


def _told(splices: Splices, assignment: Assignment) -> bool:
    text = splices.text
    rest = text.whole[text.end(assignment):text.line_start((assignment.end_lineno or assignment.lineno) + 1)]
    return bool(rest.strip())


def _replace(found: Searched, splices: Splices, file: File, assignment: Assignment, reads: Sequence[Reference]) -> None:
    value = assignment.value
    assert value is not None
    home = text_of(found.target.file)
    written = home.of(value)
    for one in reads:
        assert isinstance(one.node, ast.expr)
        if not splices.text.of(one.node).endswith(found.target.name):
            raise OperationDeclined(f"{file.path}:{one.line}: where it stands in the f-string cannot be told")
        splices.replace(one.node, fitted(written, value, file.names, one.node))


def _new_imports(found: Searched, file: File, assignment: Assignment,
                 aliases: Sequence[tuple[ast.ImportFrom, ast.alias]]) -> list[NewImport]:
    value, home = assignment.value, found.target.file
    if not isinstance(value, ast.Name):
        return []
    through = next(("." * one.level + (one.module or "") for one, _ in aliases), None)
    new = import_for(found, next(iter(home.names.top.bindings.get(value.id, [])), None), value.id, file, through)
    return [new] if new else []


OPERATION = InlineVariable()
