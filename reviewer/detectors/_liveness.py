"""Which module-level names a project no longer reaches: references over the index, to a fixpoint."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from nova.code.index import Index
from nova.domain.code import Definition, Import
from reviewer.names import Function

_TYPE_COMMENT = re.compile(r"#\s*type:.*")
_TOLD = re.compile(r"(^|/)(change[sl]|history|news|release|whatsnew|what_s_new|authors)[^/]*(/|\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A module-level name of one file."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}::{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One place that reaches a name. `owner` is the module-level definition around it, empty when there is none."""

    path: str
    line: int
    owner: str
    kind: str

    @property
    def key(self) -> Key:
        return Key(self.path, self.owner)


@dataclass(frozen=True, slots=True)
class Dead:
    """Names that nothing alive reaches."""

    referrers: Mapping[Key, frozenset[Key]]
    """Every dead name -> the dead names that reach it."""
    tests: Mapping[Key, frozenset[tuple[str, int]]]
    """Every dead name -> (path, line) of the tests that reach it."""

    def exclusive(self, roots: Iterable[Key]) -> frozenset[Key]:
        """The roots and whatever is reached only from them."""
        closure = set(roots)
        while grown := {key for key, by in self.referrers.items() if key not in closure and by and by <= closure}:
            closure |= grown
        return frozenset(closure)

    def groups(self, neighbours: Iterable[tuple[Key, Key]] = ()) -> list[frozenset[Key]]:
        """The dead names that belong together: those that reach one another, share a test, or are neighbours."""
        group: dict[Key, set[Key]] = {key: {key} for key in self.referrers}
        links = [(key, other) for key, by in self.referrers.items() for other in by]
        links += [(one, other) for one, other in neighbours if one in group and other in group]
        by_test: defaultdict[tuple[str, int], list[Key]] = defaultdict(list)
        for key in sorted(self.tests):
            for test in self.tests[key]:
                by_test[test].append(key)
        links += [(keys[0], other) for keys in by_test.values() for other in keys[1:]]
        for one, other in links:
            if group[one] is not group[other]:
                group[one] |= group[other]
                for member in group[other]:
                    group[member] = group[one]
        return sorted({frozenset(members) for members in group.values()}, key=min)


class Tests(Protocol):
    """Which references are made by tests that may go along."""

    def hold(self, key: Key, reference: Reference) -> bool:
        """Does this reference to the name stand in a test that could go with it?"""

    def may_go(self, reference: Reference, gone: frozenset[Key]) -> bool:
        """Is the test around the reference a test of nothing but these names?"""


class NoTests:
    """No test goes along: whatever refers to a name keeps it."""

    def hold(self, key: Key, reference: Reference) -> bool:
        return False

    def may_go(self, reference: Reference, gone: frozenset[Key]) -> bool:
        return False


class Liveness:
    """Asks the index who reaches a name, and from inside which definition."""

    def __init__(self, index: Index, requested: Mapping[str, Sequence[tuple[str, int]]] | None = None, *,
                 records: str | None = None) -> None:
        """`requested`: name -> (path, line) where something asks for it by that name alone, as for a fixture.

        `records`: the folder of decision records. To speak of a name there is not to use it: what a record keeps is
        kept by grounding, with the record's id, and what it merely speaks of the operation declines.
        """
        self._index = index
        self._records = f"{records}/" if records else None
        self._requested = requested or {}
        self._spans: dict[str, tuple[list[int], list[Definition]]] = {}
        self._methods: dict[str, dict[tuple[str, int], bool]] = {}
        self._spoken: dict[str, list[str]] = {}
        self._documented: dict[str, list[tuple[int, str]]] = {}

    def dead(self, candidates: Mapping[Key, Definition], tests: Tests) -> Dead:
        """The candidates that nothing reaches but other dead ones and tests of nothing else."""
        self._look_for_words(candidates)
        found: dict[Key, list[Reference]] = {}
        for key, definition in candidates.items():
            references = self._while_dead(key, definition, candidates, tests)
            if references is not None:
                found[key] = references
        while alive := self._reached(found, tests):
            for key in alive:
                del found[key]
        return Dead(
            {key: frozenset(r.key for r in references if r.key != key and not tests.hold(key, r))
             for key, references in found.items()},
            {key: frozenset((r.path, r.line) for r in references if tests.hold(key, r))
             for key, references in found.items()})

    def _look_for_words(self, candidates: Iterable[Key]) -> None:
        """Note which files have the names in docstrings or comments."""
        names = {key.name for key in candidates}
        self._spoken = defaultdict(list)
        for path, facts in self._index.modules.items():
            for word in names & facts.doc_words:
                self._spoken[word].append(path)

    def _while_dead(self, key: Key, definition: Definition, candidates: Mapping[Key, Definition],
                    tests: Tests) -> list[Reference] | None:
        """Its references, as long as each is a candidate's or a test's; None: something else reaches it."""
        references = []
        for reference in self.references(key, definition):
            if reference.key not in candidates and not tests.hold(key, reference):
                return None
            references.append(reference)
        return references

    @staticmethod
    def _reached(found: Mapping[Key, Sequence[Reference]], tests: Tests) -> set[Key]:
        """The names that something alive reaches after all."""
        gone = frozenset(found)
        return {key for key, references in found.items() if any(
            not (tests.may_go(reference, gone) if tests.hold(key, reference) else reference.key in gone)
            for reference in references if reference.key != key)}

    def references(self, key: Key, definition: Definition) -> Iterator[Reference]:
        """Who reaches the name from outside its own lines, cheapest question first."""
        yield from self._in_own_module(key, definition)
        for path, line in self._requested.get(key.name, ()):
            if path != key.path or not definition.line <= line <= definition.end_line:
                yield self._at(path, line, "request")
        yield from self._through_imports(key)
        yield from self._elsewhere(key)
        yield from self._in_fragments(key)
        yield from (Reference(path, line, "", "text") for path, line in self._index.mentions(key.name)
                    if not _TOLD.search(path) and not (self._records and path.startswith(self._records)))
        yield from self._in_docstrings(key, definition)

    def _in_own_module(self, key: Key, definition: Definition) -> Iterator[Reference]:
        facts = self._index.modules[key.path]
        for words, kind in ((facts.names, "name"), (facts.string_words, "string")):
            for line in words.get(key.name, ()):
                if not definition.line <= line <= definition.end_line:
                    yield self._at(key.path, line, kind)

    def _through_imports(self, key: Key) -> Iterator[Reference]:
        for path, one in self._index.importers(self._index.module_name(key.path)):
            if path == key.path or self._index.path_of(one.module) != key.path:
                continue
            if one.name == key.name:
                yield from self._imported(path, one)
            elif one.name == "*" and self._is_starred(key):
                yield Reference(path, one.line, "", "star import")

    def _is_starred(self, key: Key) -> bool:
        exports = self._index.modules[key.path].exports
        return key.name in exports if exports is not None else not key.name.startswith("_")

    def _imported(self, path: str, one: Import) -> Iterator[Reference]:
        """Uses of the imported name in the importing file. An import that nothing uses is not one."""
        facts = self._index.modules[path]
        if path.endswith("__init__.py") or one.binds in (facts.exports or ()) or facts.dynamic_exports or one.guarded:
            yield Reference(path, one.line, "", "re-export")
        for line in facts.names.get(one.binds, ()):
            yield self._at(path, line, "name")
        for line in facts.string_words.get(one.binds, ()):
            yield self._at(path, line, "string")
        for other, further in self._index.importers(self._index.module_name(path)):
            if further.name in (one.binds, "*") and self._index.path_of(further.module) == path != other:
                yield Reference(other, further.line, "", "re-export")

    def _elsewhere(self, key: Key) -> Iterator[Reference]:
        stem = key.path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
        for use in self._index.uses(key.name):
            if use.path == key.path:
                continue
            if use.kind == "string" or (use.kind == "attribute" and not self._is_method(use.path, use.line, key.name)):
                yield self._at(use.path, use.line, use.kind)
            elif use.kind == "import":
                for one in self._index.modules[use.path].imports:
                    unknown = one.name == key.name and self._index.path_of(one.module) is None
                    if one.line == use.line and unknown and one.module.rpartition(".")[2] in (stem, ""):
                        yield self._at(use.path, use.line, "import")

    def _is_method(self, path: str, line: int, name: str) -> bool:
        """Is it only `self.name` or `cls.name` on that line?"""
        if path not in self._methods:
            known: dict[tuple[str, int], bool] = {}
            for node in ast.walk(self._index.tree(path)):
                if isinstance(node, ast.Attribute):
                    own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                    for at in {node.lineno, node.end_lineno or node.lineno}:
                        known[node.attr, at] = known.get((node.attr, at), True) and own
            self._methods[path] = known
        return self._methods[path].get((name, line), False)

    def _in_fragments(self, key: Key) -> Iterator[Reference]:
        """Names put together at run time: `getattr(module, f"do_{what}")`."""
        parts = key.name.split("_")
        heads = {"_".join(parts[:n]) + "_" for n in range(1, len(parts))}
        tails = {"_" + "_".join(parts[n:]) for n in range(1, len(parts))}
        for fragment in sorted(f for f in heads | tails if f.strip("_") and f != key.name):
            yield from (self._at(use.path, use.line, "fragment") for use in self._index.uses(fragment)
                        if use.kind == "string")

    def _in_docstrings(self, key: Key, definition: Definition) -> Iterator[Reference]:
        word = re.compile(rf"(?<!\w){re.escape(key.name)}(?!\w)")
        for path in self._spoken.get(key.name, ()):
            for line, text in self._docstrings(path):
                inside = path == key.path and definition.line <= line <= definition.end_line
                if not inside and word.search(text):
                    yield self._at(path, line, "docstring")
            for line, text in self._type_comments(path):
                if word.search(text):
                    yield self._at(path, line, "type comment")

    def _docstrings(self, path: str) -> list[tuple[int, str]]:
        if path not in self._documented:
            self._documented[path] = [
                (node.lineno, node.value.value) for node in ast.walk(self._index.tree(path))
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)]
        return self._documented[path]

    def _type_comments(self, path: str) -> list[tuple[int, str]]:
        lines = self._index.source(path).decode("utf-8", "replace").split("\n")
        return [(number, found[0]) for number, line in enumerate(lines, 1) if (found := _TYPE_COMMENT.search(line))]

    def commented(self, key: Key) -> Iterator[tuple[str, int, str]]:
        """(path, line, text) of the comments that name it. They do not keep it alive."""
        word = re.compile(rf"#.*(?<!\w){re.escape(key.name)}(?!\w)")
        for path in self._spoken.get(key.name, ()):
            lines = self._index.source(path).decode("utf-8", "replace").split("\n")
            yield from ((path, n, line.strip()) for n, line in enumerate(lines, 1) if word.search(line))

    def owner(self, path: str, line: int) -> str:
        """The module-level definition whose lines hold this one; empty for module-level code."""
        if path not in self._spans:
            top = [d for d in self._index.modules[path].definitions if d.qualname == d.name]
            self._spans[path] = ([d.line for d in top], top)
        starts, definitions = self._spans[path]
        at = bisect_right(starts, line) - 1
        return definitions[at].name if at >= 0 and line <= definitions[at].end_line else ""

    def _at(self, path: str, line: int, kind: str) -> Reference:
        return Reference(path, line, self.owner(path, line), kind)


def test_around(tree: ast.Module, line: int) -> tuple[Function, list[str]] | None:
    """The test function or method whose lines hold this one, with its qualified name."""
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test") and _holds(node, line):
            return node, [node.name]
        if isinstance(node, ast.ClassDef) and _holds(node, line):
            for method in node.body:
                if isinstance(method, Function) and method.name.startswith("test") and _holds(method, line):
                    return method, [node.name, method.name]
    return None


def _holds(node: Function | ast.ClassDef, line: int) -> bool:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return first <= line <= (node.end_lineno or node.lineno)
