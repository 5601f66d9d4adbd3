"""Tests of one thing only: they may go with it when it goes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from nova.code.index import Index
from nova.domain.code import Definition, DefinitionKind
from reviewer.detectors._liveness import Key, Reference, test_around
from reviewer.names import Binding, Function, Names, absolute

GIVEN = frozenset({"self", "cls", "tmp_path", "tmpdir", "tmp_path_factory", "monkeypatch", "capsys", "capfd", "caplog",
                   "request", "recwarn", "mocker", "subtests"})
"""Parameters that pytest fills without any code of the project."""


class OwnTests:
    """Which references stand in tests, and whether such a test looks at anything else of the project."""

    def __init__(self, index: Index, is_offered: Callable[[Key], bool]) -> None:
        """`is_offered`: others may use the name, so it is alive when it is tested."""
        self._index, self._is_offered = index, is_offered
        self._names: dict[str, Names] = {}
        self._tests: dict[str, list[Definition]] = {}

    def hold(self, key: Key, reference: Reference) -> bool:
        """Does it stand in a test function, and not as part of a string?"""
        if not reference.owner or reference.kind not in ("name", "attribute"):
            return False
        if not self._index.is_test(reference.path) or self._is_offered(key):
            return False
        return any(d.line <= reference.line <= d.end_line for d in self._tests_in(reference.path))

    def _tests_in(self, path: str) -> list[Definition]:
        if path not in self._tests:
            self._tests[path] = [d for d in self._index.modules[path].definitions
                                 if d.name.startswith("test") and d.kind is DefinitionKind.FUNCTION
                                 and d.qualname.count(".") < 2]
        return self._tests[path]

    def address(self, path: str, line: int) -> str:
        """`tests/test_x.py::TestX::test_y` of the test around the line."""
        found = test_around(self._index.tree(path), line)
        return "::".join([path, *(found[1] if found else ())])

    def lines(self, path: str, line: int) -> int:
        found = test_around(self._index.tree(path), line)
        return (found[0].end_lineno or 0) - found[0].lineno + 1 if found else 0

    def may_go(self, reference: Reference, gone: frozenset[Key]) -> bool:
        """Is everything of the project that the test touches among `gone`?"""
        tree = self._names_of(reference.path).tree
        found = test_around(tree, reference.line)
        if found is None or not _is_plain(found[0], tree):
            return False
        return self._touches_only(found[0], reference.path, gone, set())

    def _touches_only(self, node: ast.AST, path: str, gone: frozenset[Key], seen: set[ast.AST]) -> bool:
        seen.add(node)
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                if not all(self._may_touch(binding, one, path, gone, seen) for binding in self._outside(one, path)):
                    return False
            elif isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "self" and not _asserts(one.attr):
                return False
        return True

    def _outside(self, name: ast.Name, path: str) -> list[Binding]:
        """What the name means outside the function: a definition of the file, or an import anywhere."""
        names = self._names_of(path)
        top = names.top.bindings.get(name.id, ())
        return [binding for binding in names.bindings(name) if binding in top or binding.alias is not None]

    def _may_touch(self, binding: Binding, name: ast.Name, path: str, gone: frozenset[Key],
                   seen: set[ast.AST]) -> bool:
        """Is it gone too, or none of the project's own code?"""
        if binding.alias is None:
            node = binding.node
            statement = node if isinstance(node, ast.stmt) else self._names_of(path).parents[node]
            return statement in seen or self._touches_only(statement, path, gone, seen)
        target = absolute(binding.target or "", self._index.module_name(path), path.endswith("__init__.py"))
        if isinstance(binding.node, ast.Import) and binding.alias.asname is None:
            return self._index.path_of(target) is None
        if self._index.path_of(target) is not None:
            return self._reaches_gone(target, name, path, gone)
        module, _, last = target.rpartition(".")
        home = self._index.path_of(module)
        if home is None:
            return self._index.path_of(module.partition(".")[0]) is None
        return Key(home, last) in gone

    def _reaches_gone(self, module: str, name: ast.Name, path: str, gone: frozenset[Key]) -> bool:
        """`module.name`, where the name goes."""
        parent = self._names_of(path).parents.get(name)
        home = self._index.path_of(module)
        return isinstance(parent, ast.Attribute) and home is not None and Key(home, parent.attr) in gone

    def _names_of(self, path: str) -> Names:
        if path not in self._names:
            self._names[path] = Names(self._index.tree(path))
        return self._names[path]


def _is_plain(test: Function, tree: ast.Module) -> bool:
    """No fixture of the project's own, and no set-up that its class shares."""
    filled = {word for decorator in test.decorator_list for word in _words(decorator)}
    parameters = [*test.args.posonlyargs, *test.args.args, *test.args.kwonlyargs]
    if any(parameter.arg not in GIVEN and parameter.arg not in filled for parameter in parameters):
        return False
    holder = next((n for n in tree.body if isinstance(n, ast.ClassDef) and test in n.body), None)
    return holder is None or not any(
        isinstance(n, Function) and n.name.lower().startswith(("setup", "asyncsetup", "teardown")) for n in holder.body)


def _asserts(attribute: str) -> bool:
    return attribute.startswith(("assert", "fail", "subTest", "skipTest"))


def _words(decorator: ast.expr) -> Iterator[str]:
    """Names that `parametrize` and `patch` fill, as spelled in strings."""
    for node in ast.walk(decorator):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.replace(",", " ").split()
