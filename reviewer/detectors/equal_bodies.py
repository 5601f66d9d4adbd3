"""The same function, word for word, in several modules of one package."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nova.code.index import Index
from nova.code.syntax import serialise
from nova.domain.code import Definition, DefinitionKind, ModuleFacts
from reviewer.detectors._closing import lines_of
from reviewer.detectors._common import worth_looking
from reviewer.detectors._loading import Loading
from reviewer.detectors._surface import SHOWN, is_hook
from reviewer.detectors._wording import base_name, places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.names import Function
from reviewer.survey import Survey

_LEAST = 3
_COPIES = 4
_COPIED = re.compile(
    r"cop(y|ied|ies) (of|from)|\bcopied\b|vendored|in sync|duplicat|circular|cyclic|import cycle|adapted from|borrowed"
    r"|taken from|same as|mirrors?\b|stand-?alone|self-contained|avoid import|avoid depend", re.IGNORECASE)
"""How people say that a copy is on purpose."""
_TWINS = re.compile(r"(^|[_/])(v\d+|a?sync|async(io)?|aio|trio|py\d+|compat|legacy|old|new|generated|pb2)([_/.]|$)")
"""Folders and files that are twins by design."""
_SHARED = re.compile(r"util|common|base|helper|shared|core|tools|misc|compat|types")


@dataclass(frozen=True)
class EqualBodies:
    name = "equal-bodies"
    family = "equal-bodies"
    version = 1
    why = "The same function in several modules: a fix in one of them leaves the others wrong."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        merging = _Merging(survey)
        for copies in _equal(survey):
            yield from merging.findings(copies)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        drop = {f"{finding.path}::{finding.symbol}": finding.details["module"] for finding in findings[:_COPIES]}
        keep: str = first.details["keep"]
        name, home = first.symbol, keep.partition("::")[0]
        return Plan(
            Recipe((Step("merge_duplicates", {"keep": keep, "drop": drop}),)),
            title(f"Import `{name}` from {home} instead of repeating it in {_listed(drop)}",
                  f"Import `{name}` from {home} instead of repeating it",
                  f"Import `{name}` from {base_name(home)} instead of repeating it",
                  f"Import `{name}` instead of repeating it in {places(len(drop), 'module')}"),
            first.why, tuple(f"{finding.path}:{finding.line} a further copy" for finding in findings[_COPIES:]))


@dataclass(frozen=True, slots=True)
class _Copy:
    path: str
    definition: Definition


def _listed(drop: Iterable[str]) -> str:
    return ", ".join(address.partition("::")[0].rpartition("/")[2] for address in drop)


def _equal(survey: Survey) -> Iterator[list[_Copy]]:
    """Functions with equal name, signature and body, in at least two modules of one top-level package."""
    groups: defaultdict[tuple[str, ...], list[_Copy]] = defaultdict(list)
    for path, facts in survey.index.modules.items():
        module = survey.index.module_name(path).split(".")
        if len(module) < 2 or not _may_change(path, facts, survey):
            continue
        top = [d for d in facts.definitions if d.qualname == d.name]
        names = [d.name for d in top]
        for one in top:
            if one.kind is DefinitionKind.FUNCTION and one.statements >= _LEAST and not one.decorators and (
                    not one.conditional and names.count(one.name) == 1 and not is_hook(one.name)):
                groups[module[0], one.name, one.body_key, repr(one.parameters)].append(_Copy(path, one))
    for copies in groups.values():
        shapes: defaultdict[str, list[_Copy]] = defaultdict(list)
        for copy in copies if len(copies) > 1 else ():
            shapes[_signature(survey.index, copy)].append(copy)
        yield from (same for same in shapes.values() if len(same) > 1)


def _may_change(path: str, facts: ModuleFacts, survey: Survey) -> bool:
    folders = set(path.split("/")[:-1])
    return (worth_looking(survey, path) and not survey.index.is_test(path) and SHOWN.isdisjoint(folders)
            and not path.endswith(("__init__.py", "__main__.py")) and _TWINS.search(path) is None
            and "__main__" not in facts.string_words and not facts.dynamic_exports)


def _signature(index: Index, copy: _Copy) -> str:
    function = _node(index, copy)
    return "" if function is None else " ".join(
        [type(function).__name__, serialise(function.args), serialise(function.returns) if function.returns else ""])


def _node(index: Index, copy: _Copy) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    return next((node for node in index.tree(copy.path).body
                 if isinstance(node, Function) and node.name == copy.definition.name), None)


class _Merging:
    """Which copy may stay, and which others may import it."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._index = survey.index

    @cached_property
    def _loading(self) -> Loading:
        return Loading(self._index)

    def findings(self, copies: Sequence[_Copy]) -> Iterator[Finding]:
        copies = [copy for copy in copies if not self._is_deliberate(copy)]
        best: tuple[_Copy, list[_Copy]] | None = None
        for keep in sorted(copies, key=self._preference):
            drop = [copy for copy in copies if copy is not keep and self._may_import(copy, keep)]
            if drop and (best is None or len(drop) > len(best[1])):
                best = keep, drop
        if best is not None:
            yield from (self._finding(copy, *best) for copy in best[1])

    def _preference(self, copy: _Copy) -> tuple[bool, bool, int, str]:
        """Best first: documented, in a module made to be shared, imported by many."""
        importers = self._index.importers(self._index.module_name(copy.path))
        return (not self._words(copy), _SHARED.search(copy.path.rpartition("/")[2]) is None,
                -len({path for path, _ in importers}), copy.path)

    def _is_deliberate(self, copy: _Copy) -> bool:
        """Somebody wrote beside it, or on top of the file, that it is a copy on purpose."""
        lines = self._index.source(copy.path).decode("utf-8", "replace").split("\n")
        first = copy.definition.line - 1
        while first and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        near = lines[first:copy.definition.end_line]
        told = [line for line in (*near, *lines[:30]) if "#" in line]
        words = [ast.get_docstring(self._index.tree(copy.path)) or "", self._words(copy)]
        return any(_COPIED.search(text) for text in (*told, *words))

    def _words(self, copy: _Copy) -> str:
        """Its docstring; empty without one."""
        function = _node(self._index, copy)
        return (function is not None and ast.get_docstring(function)) or ""

    def _may_import(self, copy: _Copy, keep: _Copy) -> bool:
        if self._words(copy) not in ("", self._words(keep)):
            return False  # what it says would be lost
        facts = self._index.modules[copy.path]
        name = copy.definition.name
        inside = range(copy.definition.line, copy.definition.end_line + 1)
        used = any(line not in inside for line in facts.names.get(name, ())) or name in (facts.exports or ())
        return used and self._loading.may_import(copy.path, keep.path) and self._means_the_same(copy, keep)

    def _means_the_same(self, copy: _Copy, keep: _Copy) -> bool:
        """Every name that the function may take from its module comes from the same place in both."""
        function = _node(self._index, keep)
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} if function else set()
        return all(self._meaning(copy.path, name) == self._meaning(keep.path, name)
                   for name in names - {copy.definition.name})

    def _meaning(self, path: str, name: str) -> frozenset[tuple[str, str | None]]:
        """Where a module has a name from: (module, name) of its imports, or itself; empty for a local or builtin."""
        facts = self._index.modules[path]
        found = {(one.module, one.name) for one in facts.imports if one.binds == name and not one.scope}
        if any(d.name == name and d.qualname == name for d in facts.definitions):
            found.add((self._index.module_name(path), name))
        return frozenset(found)

    def _finding(self, copy: _Copy, keep: _Copy, drop: Sequence[_Copy]) -> Finding:
        definition, index = copy.definition, self._index
        name, lines = definition.name, lines_of(definition)
        near = self._loading.loads(copy.path, keep.path)
        imported = (f"{copy.path} imports {keep.path} already" if near
                    else f"importing {keep.path} closes no circle there")
        return Finding(
            rule="equal-bodies", path=copy.path, line=definition.line, end_line=definition.end_line, symbol=name,
            message=f"{name}: the same {lines} lines as in {keep.path}:{keep.definition.line}",
            why=f"`{name}` stands word for word in {places(len(drop) + 1, 'module')}; {imported}.",
            concern=f"{keep.path}::{name}",
            score=round(min(0.9, 0.4 + 0.05 * min(definition.statements, 6) + (0.15 if near else 0)
                            - (0.15 if copy.path.rpartition("/")[0] != keep.path.rpartition("/")[0] else 0)), 3),
            details={"keep": f"{keep.path}::{name}", "module": self._written(copy.path, index.module_name(keep.path))})

    def _written(self, path: str, module: str) -> str:
        """The module as an import in this file would name it: relative where the file does so."""
        package = self._index.module_name(path).split(".")[:-1]
        if not any(one.level for one in self._index.modules[path].imports):
            return module
        parts = module.split(".")
        common = 0
        while common < min(len(package), len(parts) - 1) and package[common] == parts[common]:
            common += 1
        up = len(package) - common
        return module if not common or up > 2 else "." * (up + 1) + ".".join(parts[common:])


DETECTOR = EqualBodies()
