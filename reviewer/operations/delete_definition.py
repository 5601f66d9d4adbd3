"""Delete module-level definitions that nothing speaks of, with the tests named and the imports that only they used.

It is safe because every file of the tree is searched each time: whatever else names a definition is a reason to
decline, and so is a definition that does more than define when its module is imported.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nova.code.modules import is_test
from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Source
from reviewer.operations._inert import is_fixture, why_not_inert
from reviewer.operations._presence import Search, Wanted, no_dynamic_access
from reviewer.operations._removal import Removal
from reviewer.operations._spare import Spare, spelled_in_strings, wanted_elsewhere
from reviewer.tree import Tree


@dataclass(frozen=True)
class DeleteDefinition:
    kind = "delete_definition"
    does = ("Deletes module-level functions, classes and constants, with the imports that only they used and the "
            "named tests of them; declines when anything else in the repository names one.")
    parameters = shape.takes(
        definitions=shape.some(shape.place("A definition that goes", "shop/tax.py::old_rate"), "What goes, together",
                               ["shop/tax.py::old_rate"]),
        optional={"tests": shape.some(
            shape.test("A test that goes", "tests/test_tax.py::test_old_rate"),
            "Tests that are about nothing but these definitions, and go with them; a definition that any other test "
            "names stays", ["tests/test_tax.py::test_old_rate"], least=0)})
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("Every file was searched: nothing outside what goes names it, in code, strings, documents or settings; "
            "defining it does nothing else, and the names of its module are not looked up in other ways.")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        names: list[str] = parameters["definitions"]
        return names

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        deletion = _Deletion(tree)
        for address in parameters.get("definitions", ()):
            deletion.definition(*address.split("::", 1))
        if deletion.wanted:
            for address in parameters.get("tests", ()):
                path, *qualname = address.split("::")
                deletion.test(path, qualname, {one.rpartition("::")[2] for one in parameters["definitions"]})
        yield from deletion.changes()


class _Deletion:
    """What goes, file by file, and everything that must hold before it does."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.search = Search(tree)
        self.wanted: list[Wanted] = []
        self.statements: dict[str, list[ast.stmt]] = defaultdict(list)
        self.nodes: dict[str, set[ast.AST]] = defaultdict(set)
        self.imports: dict[str, list[Spare]] = defaultdict(list)

    def definition(self, path: str, name: str) -> None:
        """A definition that is gone already is no reason to decline: the base has moved on."""
        if not self.tree.exists(path):
            return
        source = self.search.source(path)
        bindings = source.names.top.bindings.get(name, [])
        if not bindings:
            return
        statement = _only_statement(source, name, bindings)
        no_dynamic_access(source)
        if (effect := why_not_inert(statement, source.names)) is not None:
            raise OperationDeclined(f"{path}: {name} does more than define itself: {effect}")
        self.wanted.append(Wanted(path, name, fixture=is_fixture(statement, source.names)))
        self._goes(path, statement)

    def test(self, path: str, qualname: Sequence[str], of: set[str]) -> None:
        """A test goes with the definitions `of` which it is."""
        if not self.tree.exists(path):
            return
        body: Sequence[ast.stmt] = self.search.source(path).names.tree.body
        for name in qualname:
            found = [s for s in body if isinstance(s, Function | ast.ClassDef) and s.name == name]
            if len(found) != 1:
                return
            body = found[0].body
        if of.isdisjoint(_words(found[0])):
            raise OperationDeclined(f"{path}::{'::'.join(qualname)} names nothing that goes")
        self._goes(path, found[0])

    def _goes(self, path: str, statement: ast.stmt) -> None:
        self.statements[path].append(statement)
        self.nodes[path].update(ast.walk(statement))

    def changes(self) -> Iterator[FileChange]:
        if not self.wanted:
            return
        self._empty_classes()
        self._check_mentions()
        for path in sorted(self.statements.keys() | self.imports.keys()):
            yield self._changed(path)

    def _empty_classes(self) -> None:
        """A class goes when nothing but words would be left in it."""
        for path, gone in self.statements.items():
            names = self.search.source(path).names
            for parent in dict.fromkeys(names.parents[statement] for statement in gone):
                if isinstance(parent, ast.ClassDef) and all(s in gone or _says_nothing(s) for s in parent.body):
                    gone[:] = [statement for statement in gone if names.parents[statement] is not parent]
                    self._goes(path, parent)

    def _check_mentions(self) -> None:
        for mention in self.search.mentions(self.wanted, self.nodes):
            if mention.statement is None or mention.alias is None:
                raise OperationDeclined(f"{mention.path}:{mention.line} {mention.how}: {mention.wanted.name}")
            self._import_goes(mention.path, mention.statement, mention.alias)

    def _import_goes(self, path: str, statement: ast.ImportFrom, alias: ast.alias) -> None:
        """An import of what goes, in a file that uses it no more."""
        source = self.search.source(path)
        bound = alias.asname or alias.name
        bindings = [b for b in source.names.bound(bound) if b.node is statement]
        scope = source.names.scopes[statement].home(bound)
        where = f"{path}:{statement.lineno} imports {alias.name}"
        if alias.asname == alias.name or path.endswith("__init__.py") or not bindings or scope is None:
            raise OperationDeclined(f"{where} for others to use")
        if bindings[0].guarded or scope.bindings[bound] != bindings:
            raise OperationDeclined(f"{where} under a condition")
        if not self.nodes[path].issuperset(source.names.uses(scope, bound)):
            raise OperationDeclined(f"{where} and uses it")
        if wanted_elsewhere(self.tree, path, bound):
            raise OperationDeclined(f"{where}, and another file may take it from there")
        self._drop(source, statement, alias)

    def _drop(self, source: Source, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> None:
        if any("#" in line for line in source.lines[statement.lineno - 1:statement.end_lineno]):
            raise OperationDeclined(f"{source.path}:{statement.lineno} has a comment beside the import of {alias.name}")
        self.imports[source.path].append(Spare(statement, alias))
        self.nodes[source.path].update((statement, alias) if len(statement.names) == 1 else (alias,))

    def _changed(self, path: str) -> FileChange:
        source = self.search.source(path)
        self._unused_imports(source)
        gone, dropped = self._whole_blocks(source)
        if _nothing_left(source, gone, dropped):
            if is_test(path):
                lines = len(source.lines)
                return FileChange(path=path, before=source.content, after=None, spans=((1, lines),))
            raise OperationDeclined(f"nothing would be left in {path}; whether the module goes is for a person to say")
        removal = Removal(source, gone)
        for spare in dropped:
            removal.drop(spare.statement, spare.alias)
        change = removal.change()
        if change is None:
            raise OperationDeclined(f"{path}: the definition could not be found again")
        return change

    def _unused_imports(self, source: Source) -> None:
        """Imports whose last use goes; one that cannot go with it is a reason to decline."""
        nodes = self.nodes[source.path]
        known = {id(spare.alias) for spare in self.imports[source.path]}
        uses = sorted((n for n in nodes if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset))
        seen: set[Binding] = set()
        for name in uses:
            bindings = [b for b in source.names.bindings(name) if b not in seen]
            seen.update(bindings)
            for binding in bindings:
                if id(binding.alias) not in known and self._loses_last_use(source, binding):
                    self._spare(source, binding)

    def _loses_last_use(self, source: Source, binding: Binding) -> bool:
        if not isinstance(binding.node, ast.Import | ast.ImportFrom) or binding.node in self.nodes[source.path]:
            return False
        scope = source.names.scopes[binding.node].home(binding.name)
        if scope is None:
            return False
        return self.nodes[source.path].issuperset(source.names.uses(scope, binding.name))

    def _spare(self, source: Source, binding: Binding) -> None:
        statement, alias = binding.node, binding.alias
        if not isinstance(statement, ast.Import | ast.ImportFrom) or alias is None:
            return
        left = f"{source.path}:{statement.lineno}: the import of {binding.name} would be left without use"
        if source.path.endswith("__init__.py") or alias.asname == alias.name:
            raise OperationDeclined(f"{left}, and others may take it from there")
        if source.names.top.bindings.get(binding.name) != [binding]:
            raise OperationDeclined(f"{left}, and it has several meanings")
        spelled = spelled_in_strings(source.names, binding.name)
        if spelled or wanted_elsewhere(self.tree, source.path, binding.name):
            raise OperationDeclined(f"{left} here, and a string or another file may want it")
        if binding.guarded and not _only_for_types(source, statement):
            raise OperationDeclined(f"{left}, and it stands under a condition")
        if not (binding.guarded or is_test(source.path) or self._loads_nothing_else(source, statement, alias)):
            raise OperationDeclined(f"{left}, and no other module imports it: importing it may have an effect")
        self._drop(source, statement, alias)

    def _loads_nothing_else(self, source: Source, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
        """Whether the project loads the same module without this import, or it is the standard library's."""
        module = alias.name if isinstance(statement, ast.Import) else statement.module or ""
        if module.partition(".")[0] in sys.stdlib_module_names and not getattr(statement, "level", 0):
            return True
        wanted = {module.rpartition(".")[2]} - {""}
        if isinstance(statement, ast.ImportFrom) and (not wanted or not self._is_plain_module(module)):
            wanted.add(alias.name)  # perhaps a module itself
        paths = [path for path in self.tree.python_paths if not is_test(path)
                 and all(word.encode() in self.tree.read(path) for word in wanted)]
        return any(self._loads(path, wanted, alias) for path in paths)

    def _is_plain_module(self, module: str) -> bool:
        """A file of the tree and no package, so that what is imported from it is no module."""
        file = module.replace(".", "/") + ".py"
        return any(path == file or path.endswith("/" + file) for path in self.tree.python_paths)

    def _loads(self, path: str, wanted: set[str], besides: ast.alias) -> bool:
        """Does the file import all these names in another statement, first thing and without condition?"""
        try:
            body = self.search.source(path).names.tree.body
        except OperationDeclined:
            return False
        gone = {besides, *(spare.alias for spare in self.imports[path])}
        for statement in body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in statement.names if alias not in gone]
                words = {part for name in names for part in name.split(".")}
                if names and wanted <= words | set((getattr(statement, "module", "") or "").split(".")):
                    return True
        return False

    def _whole_blocks(self, source: Source) -> tuple[list[ast.stmt], list[Spare]]:
        """With an `if TYPE_CHECKING:` that loses its last import, the block itself goes."""
        gone, dropped = self.statements[source.path], self.imports[source.path]
        for block in source.names.tree.body:
            if isinstance(block, ast.If) and not block.orelse and _is_type_checking(block.test):
                inside = [spare for spare in dropped if spare.statement in block.body]
                aliases = sum(len(s.names) for s in block.body if isinstance(s, ast.Import | ast.ImportFrom))
                whole = all(isinstance(s, ast.Import | ast.ImportFrom) for s in block.body)
                if inside and whole and aliases == len(inside):
                    gone.append(block)
                    self.nodes[source.path].update(ast.walk(block))
                    dropped[:] = [spare for spare in dropped if spare not in inside]
                    self._unused_imports(source)
        return gone, dropped


def _only_statement(source: Source, name: str, bindings: Sequence[Binding]) -> ast.stmt:
    """The one plain statement at module level that defines the name."""
    if len(bindings) != 1:
        raise OperationDeclined(f"{source.path} gives {name} a meaning in {len(bindings)} places")
    node = bindings[0].node
    statement = node if isinstance(node, ast.stmt) else source.names.parents.get(node)
    if not isinstance(statement, ast.stmt) or statement not in source.names.tree.body:
        raise OperationDeclined(f"{source.path} defines {name} under a condition or together with others")
    if isinstance(statement, ast.Assign) and len(statement.targets) != 1:
        raise OperationDeclined(f"{source.path} assigns {name} together with others")
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.ClassDef | Function):
        raise OperationDeclined(f"{source.path}:{statement.lineno} is no definition")
    if any(other is not statement and other.lineno <= (statement.end_lineno or 0)
           and (other.end_lineno or 0) >= statement.lineno for other in source.names.tree.body):
        raise OperationDeclined(f"{source.path}:{statement.lineno} shares its line with another statement")
    return statement


def _words(node: ast.AST) -> Iterator[str]:
    """Names, attributes, parameters and keywords in it."""
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word) | ast.keyword(arg=str(word)):
                yield word


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def _nothing_left(source: Source, gone: Sequence[ast.stmt], dropped: Sequence[Spare]) -> bool:
    """Would only a docstring and imports be left, where something else went?"""
    left = [s for s in source.names.tree.body if s not in gone
            and not isinstance(s, ast.Import | ast.ImportFrom) and not _says_nothing(s)]
    return not left and any(not isinstance(s, ast.If) for s in gone)


def _only_for_types(source: Source, statement: ast.stmt) -> bool:
    parent = source.names.parents.get(statement)
    return isinstance(parent, ast.If) and _is_type_checking(parent.test) and statement in parent.body


def _is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING")


OPERATION = DeleteDefinition()
