"""Use a definition's own name where code still goes through the alias that a rename left behind.

The alias is a plain `Old = New` at module level, so both names are one object. Imports and uses are followed exactly.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding, absolute
from reviewer.operations import _schema as shape
from reviewer.operations._callers import module_of
from reviewer.operations._edits import Edits, NewImport, Source, first_party, read
from reviewer.operations._spare import spelled_in_strings, wanted_elsewhere
from reviewer.tree import Tree


@dataclass(frozen=True)
class RenameLeftovers:
    kind = "rename_leftovers"
    does = ("Makes a file use a definition's own name where it goes through the alias `Old = New` that a rename left; "
            "declines when the alias is not plain, or one of the names means something else.")
    parameters = shape.takes(
        path=shape.path("The file whose uses change"),
        home=shape.path("The file that holds the definition and, at module level, the alias", "shop/jobs.py"),
        old=shape.name("The alias", "Job"),
        new=shape.name("The definition's own name", "Run"))
    effect = Effect.PRESERVES
    changes_what = None
    safe = "The old name is a plain alias of the new one at module level, bound once: both names are one object."
    inserts = ("new",)

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        home, old, new = parameters["home"], parameters["old"], parameters["new"]
        check_alias(read(tree, home), old, new)
        source = read(tree, parameters["path"])
        edits = Edits(source, first_party(tree))
        uses = list(uses_of(source, module_of(tree, source.path), module_of(tree, home), old, new))
        for node in uses:
            written = ast.unparse(node)
            edits.replace(node, written[:len(written) - len(old)] + new)
        for binding in imports_of(source, module_of(tree, source.path), module_of(tree, home), old):
            _reimport(tree, source, edits, binding, old, new)
        change = edits.change()
        if change is not None:
            yield change


def check_alias(source: Source, old: str, new: str) -> None:
    """Raises OperationDeclined unless `old = new` stands alone at module level and neither name means anything else."""
    olds, news = source.names.top.bindings.get(old, []), source.names.top.bindings.get(new, [])
    assignment = source.names.parents.get(olds[0].node) if len(olds) == 1 else None
    plain = (isinstance(assignment, ast.Assign) and len(assignment.targets) == 1
             and isinstance(assignment.value, ast.Name) and assignment.value.id == new)
    if not plain or olds[0].guarded or len(news) != 1 or news[0].guarded:
        raise OperationDeclined(f"{old} is not a plain alias of {new} in {source.path}")


def imports_of(source: Source, module: str, home: str, old: str) -> list[Binding]:
    """The imports in the file that bind the alias from its home."""
    package = source.path.endswith("__init__.py")
    return [] if package else [b for b in source.names.imported() if isinstance(b.node, ast.ImportFrom)
                               and absolute(b.target or "", module, package) == f"{home}.{old}"]


def uses_of(source: Source, module: str, home: str, old: str, new: str) -> Iterator[ast.expr]:
    """Names and attributes in the file that mean the alias. None in code that also says the new name.

    Such code speaks about the alias itself: a test that both are the same, the alias's own definition.
    """
    package = source.path.endswith("__init__.py")
    for node in source.names.scopes:
        if isinstance(node, ast.Attribute) and node.attr == old:
            base = source.names.dotted(node.value)
            meant = base is not None and absolute(base, module, package) == home
        elif isinstance(node, ast.Name) and node.id == old and isinstance(node.ctx, ast.Load):
            targets = {absolute(b.target or "", module, package) for b in source.names.bindings(node)}
            meant = targets == {f"{home}.{old}"} or (module == home and source.names.local(node) is not None)
        else:
            continue
        if meant and not _speaks_of_both(source, node, new):
            yield node


def _speaks_of_both(source: Source, node: ast.AST, new: str) -> bool:
    holder = next((n for n in source.names.around(node) if isinstance(n, ast.stmt)), node)
    return any((isinstance(n, ast.Name) and n.id == new) or (isinstance(n, ast.Attribute) and n.attr == new)
               for n in ast.walk(holder))


def _reimport(tree: Tree, source: Source, edits: Edits, binding: Binding, old: str, new: str) -> None:
    statement, alias = binding.node, binding.alias
    if not isinstance(statement, ast.ImportFrom) or alias is None:
        return
    top = binding in source.names.top.bindings.get(binding.name, ())
    if alias.asname or not top or binding.guarded or statement.level:
        raise OperationDeclined(f"{source.path}:{statement.lineno} imports {old} in a special way")
    if len(source.names.top.bindings[old]) != 1 or spelled_in_strings(source.names, old):
        raise OperationDeclined(f"{source.path} spells {old} in a string, or gives it a second meaning")
    if wanted_elsewhere(tree, source.path, old):
        raise OperationDeclined(f"another file may take {old} from {source.path}")
    wanted = (binding.target or "").removesuffix(old) + new
    if any(other.target != wanted for other in source.names.bound(new)):
        raise OperationDeclined(f"{source.path} uses the name {new} for something else")
    edits.drop(statement, alias)
    if not source.names.bound(new):
        edits.add(NewImport(statement.module or "", new))


OPERATION = RenameLeftovers()
