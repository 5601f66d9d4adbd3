"""Names of a module that are reached another way from now on: every reference to them, in every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import first_party
from reviewer.operations._import_lines import Imported, ImportLines
from reviewer.operations._nested import Nested
from reviewer.operations._resigning import changes_of
from reviewer.operations._uses import source_of
from reviewer.references import File, Files, Kind, Reference, References
from reviewer.tree import Tree

Import = ast.Import | ast.ImportFrom


class Rewiring:
    """Edits of several files, their imports among them, written together."""

    def __init__(self, tree: Tree) -> None:
        self.tree, self.files = tree, Files(tree)
        self.splices: dict[str, Nested] = {}
        self._imports: dict[str, ImportLines] = {}
        self._added: set[tuple[str, str]] = set()

    def of(self, path: str) -> Nested:
        if path not in self.splices:
            self.splices[path] = Nested(source_of(self.file(path)))
        return self.splices[path]

    def file(self, path: str) -> File:
        found = self.files.get(path)
        assert found is not None, "it was read when it was searched"
        return found

    def imports(self, path: str) -> ImportLines:
        if path not in self._imports:
            self._imports[path] = ImportLines(self.of(path), self.files.name_of(path), first_party(self.tree))
        return self._imports[path]

    def check_free(self, path: str, name: str) -> None:
        """Raises OperationDeclined when the name means anything in the file."""
        if self.file(path).names.taken(name):
            raise OperationDeclined(f"{path} uses the name {name} for something else")

    def changes(self) -> Iterable[FileChange]:
        for lines in self._imports.values():
            lines.write()
        return changes_of(self.splices)

    def leave_unresolved(self, references: References) -> None:
        for one in references.unresolved:
            if one.kind is not Kind.STRING:
                self.tree.leave(one.path, one.line, one.why)
        for path, why in references.unread.items():
            self.tree.leave(path, 0, f"the file names it and {why}")

    def into_class(self, references: References, name: str, holder: str, home: str) -> None:
        """Every use of the function `name` says `holder.name`, and imports bring the class."""
        for one in references.found:
            if one.kind is Kind.FROM_IMPORT and isinstance(one.node, ast.alias):
                self._import_instead(one, holder)
            elif one.kind in (Kind.NAME, Kind.ATTRIBUTE):
                self._say(one, name, holder)
            elif one.kind is Kind.STRING and isinstance(one.node, ast.Constant):
                self._say_in_string(one, one.node, name, holder)
            elif one.kind is Kind.LISTED:
                raise OperationDeclined(f"{one.path}:{one.line}: __all__ lists {name}, so that others may use it")
            elif one.kind is Kind.DEFINITION and (one.path != home or isinstance(one.node, ast.Name)):
                raise OperationDeclined(f"{one.path}:{one.line} gives {name} another meaning")

    def _say(self, one: Reference, name: str, holder: str) -> None:
        splices = self.of(one.path)
        if isinstance(one.node, ast.Name | ast.Attribute):
            if not isinstance(one.node.ctx, ast.Load):
                raise OperationDeclined(f"{one.path}:{one.line} gives {name} another value")
            start = splices.place(one.node)[1] - len(name)
            if splices.text[start:start + len(name)] != name:
                raise OperationDeclined(f"{one.path}:{one.line}: {name} stands where it cannot be edited")
            splices.insert(start, f"{holder}.")
        else:
            raise OperationDeclined(f"{one.path}:{one.line} declares {name} global")

    def _say_in_string(self, one: Reference, node: ast.Constant, name: str, holder: str) -> None:
        splices = self.of(one.path)
        start, end = splices.place(node)
        found = list(re.finditer(rf"\.{re.escape(name)}\b", splices.text[start:end]))
        if len(found) != 1:
            raise OperationDeclined(f"{one.path}:{one.line}: a string names {name} in a way that cannot be edited")
        splices.insert(start + found[0].start() + 1, f"{holder}.")

    def _import_instead(self, one: Reference, holder: str) -> None:
        file, alias = self.file(one.path), one.node
        assert isinstance(alias, ast.alias)
        statement = next(node for node, _ in file.names.imports() if alias in node.names)
        assert isinstance(statement, ast.ImportFrom)
        if file.is_package:
            raise OperationDeclined(f"{one.path}:{one.line} passes {alias.name} on, so that others may use it")
        if (one.path, holder) not in self._added:
            self.check_free(one.path, holder)
        self._added.add((one.path, holder))
        module = "." * statement.level + (statement.module or "")
        self.imports(one.path).drop(statement, alias)
        self.imports(one.path).add(Imported(module, holder), beside=statement)
        if alias.asname and alias.asname != alias.name:
            self._each_use(file, statement, alias.asname, lambda _: f"{holder}.{alias.name}")

    def _each_use(self, file: File, statement: Import, name: str, says: Callable[[ast.Name], str]) -> None:
        home = file.names.scopes[statement].home(name)
        splices = self.of(file.path)
        for use in file.names.uses(home, name) if home else []:
            if not isinstance(use.ctx, ast.Load) or splices.text[slice(*splices.place(use))] != name:
                raise OperationDeclined(f"{file.path}:{use.lineno}: {name} stands where it cannot be edited")
            splices.replace(splices.place(use), says(use))
