"""Import something else: one file's import of a module or name becomes the import of another.

`import old` with its uses, `import old as x`, `from old import names`, and `from package import old-name`. An import
that is optional (in a `try`) is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Scope, absolute
from reviewer.operations import _schema as shape
from reviewer.operations._callers import module_of
from reviewer.operations._edits import Edit, Edits, NewImport, Source, first_party, read
from reviewer.operations._spare import spelled_in_strings, wanted_elsewhere
from reviewer.tree import Tree


@dataclass(frozen=True)
class RedirectImport:
    kind = "redirect_import"
    does = ("Makes a file import another module or name instead of the old one, and say so at every use; declines for "
            "optional and star imports, and for a name that others take from there.")
    parameters = shape.takes(
        path=shape.path("The file whose imports change"),
        old=shape.dotted("The module or name that is imported now", "simplejson", "shop.old.Cart"),
        new=shape.dotted("The module or name to import instead", "json", "shop.cart.Cart"),
        optional={"module": shape.dotted("The file itself, as it is imported; left out: by its folders",
                                         "shop.orders")})
    effect = Effect.CHANGES
    changes_what = "which module is imported"
    safe = None
    inserts = ("new",)

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        module = parameters.get("module") or module_of(tree, source.path)
        redirect = _Redirect(tree, source, module, parameters["old"], parameters["new"])
        redirect.all()
        change = redirect.edits.change()
        if change is not None:
            yield change


class _Redirect:
    """Every import of one name in one file."""

    def __init__(self, tree: Tree, source: Source, module: str, old: str, new: str) -> None:
        self.tree, self.source, self.old, self.new = tree, source, old, new
        self.module = module
        self.edits = Edits(source, first_party(tree))

    def all(self) -> None:
        for statement, scope in self.source.names.imports():
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    self._plain(statement, alias, scope)
            elif self._from(statement) == self.old:
                self._whole(statement)
            else:
                for alias in statement.names:
                    if f"{self._from(statement)}.{alias.name}" == self.old:
                        self._item(statement, alias, scope)

    def _from(self, statement: ast.ImportFrom) -> str:
        written = "." * statement.level + (statement.module or "")
        return absolute(written, self.module, self.source.path.endswith("__init__.py"))

    def _plain(self, statement: ast.Import, alias: ast.alias, scope: Scope) -> None:
        """`import old`, `import old as x`."""
        if alias.name.startswith(self.old + "."):
            raise OperationDeclined(f"{self._at(statement)} imports {alias.name}, for which no replacement is named")
        if alias.name != self.old:
            return
        self._check_not_optional(statement)
        if alias.asname:
            as_written = None if alias.asname == self.new else alias.asname
            self.edits.replace(statement, _renamed(alias.name, self.new, keep_alias=as_written is not None))
            return
        bound = alias.name.partition(".")[0]
        self._say_instead(statement, scope, bound, alias.name, self.new)
        if self._has_already(scope, self.new.partition(".")[0], self.new):
            self.edits.drop(statement, alias)
        else:
            self.edits.replace(statement, _renamed(alias.name, self.new, keep_alias=False))

    def _whole(self, statement: ast.ImportFrom) -> None:
        """`from old import names`."""
        self._check_not_optional(statement)
        known = _definitions(self.tree, self.new)
        for alias in statement.names:
            if alias.name == "*":
                raise OperationDeclined(f"{self._at(statement)} imports every name of {self.old}")
            if known is not None and alias.name not in known:
                raise OperationDeclined(f"{self.new} has no {alias.name}, which {self._at(statement)} imports")
        module = cst.ensure_type(cst.parse_expression(self.new), cst.Attribute if "." in self.new else cst.Name)
        self.edits.replace(statement, lambda node: node.with_changes(module=module, relative=())
                           if isinstance(node, cst.ImportFrom) else node)

    def _item(self, statement: ast.ImportFrom, alias: ast.alias, scope: Scope) -> None:
        """`from package import old`."""
        self._check_not_optional(statement)
        home, _, name = self.new.rpartition(".")
        if not home:
            raise OperationDeclined(f"{self._at(statement)} imports it from a package; {self.new} is a module")
        if not alias.asname and alias.name != name:
            self._say_instead(statement, scope, alias.name, alias.name, name)
        if len(statement.names) == 1:
            self.edits.replace(statement, _taken_from(home, name))
        elif alias.asname or scope is not self.source.names.top:
            raise OperationDeclined(f"{self._at(statement)} imports it together with other names")
        else:
            self.edits.drop(statement, alias)
            self.edits.add(NewImport(home, name))

    def _say_instead(self, statement: ast.stmt, scope: Scope, bound: str, was: str, text: str) -> None:
        """Every use of the bound name says `text` from now on; `was` is what all of them must spell."""
        names = self.source.names
        if len(scope.bindings[bound]) != 1:
            raise OperationDeclined(f"{self._at(statement)}: the name {bound} has a second meaning there")
        if spelled_in_strings(names, bound) or (
                scope is names.top and wanted_elsewhere(self.tree, self.source.path, bound)):
            raise OperationDeclined(f"{self.source.path}: {bound} is spelled in strings or imported elsewhere")
        root = text.partition(".")[0]
        if root != bound and any(b.target != root for b in names.bound(root)):
            raise OperationDeclined(f"{self.source.path} uses the name {root} for something else")
        for use in names.uses(scope, bound):
            node: ast.AST = use
            while isinstance(node, ast.expr) and ast.unparse(node) != was:
                node = names.parents[node]
            if not isinstance(node, ast.expr):
                raise OperationDeclined(f"{self.source.path}:{use.lineno} uses {bound} in another way than {was}")
            self.edits.replace(node, text)

    def _has_already(self, scope: Scope, root: str, module: str) -> bool:
        return any(isinstance(b.node, ast.Import) and not b.guarded and b.alias is not None
                   and b.alias.name == module and not b.alias.asname for b in scope.bindings.get(root, ()))

    def _check_not_optional(self, statement: ast.stmt) -> None:
        if any(isinstance(node, ast.Try) for node in self.source.names.around(statement)):
            raise OperationDeclined(f"{self._at(statement)} is an optional import of {self.old}, in a `try`")

    def _at(self, statement: ast.stmt) -> str:
        return f"{self.source.path}:{statement.lineno}"


def _renamed(old: str, new: str, *, keep_alias: bool) -> Edit:
    """The `import` statement with one module named differently."""
    def edit(node: cst.CSTNode) -> cst.CSTNode:
        if not isinstance(node, cst.Import):
            return node
        name = cst.ensure_type(cst.parse_expression(new), cst.Attribute if "." in new else cst.Name)
        return node.with_changes(names=[
            alias.with_changes(name=name, asname=alias.asname if keep_alias else None)
            if alias.evaluated_name == old else alias for alias in node.names])
    return edit


def _taken_from(home: str, name: str) -> Edit:
    """`from home import name`, with the alias that it had."""
    def edit(node: cst.CSTNode) -> cst.CSTNode:
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            return node
        module = cst.ensure_type(cst.parse_expression(home), cst.Attribute if "." in home else cst.Name)
        alias = node.names[0]
        asname = None if alias.evaluated_alias == name else alias.asname
        return node.with_changes(module=module, relative=(),
                                 names=[alias.with_changes(name=cst.Name(name), asname=asname)])
    return edit


def _definitions(tree: Tree, module: str) -> set[str] | None:
    """The module-level names of a module of the project; None when it is not one, or cannot be told."""
    base = module.replace(".", "/")
    for path in (f"{base}.py", f"{base}/__init__.py", f"src/{base}.py", f"src/{base}/__init__.py"):
        if tree.exists(path):
            names = read(tree, path).names
            return None if names.star_imports or "__getattr__" in names.top.bindings else set(names.top.bindings)
    return None


OPERATION = RedirectImport()
