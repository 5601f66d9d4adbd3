"""Constraints carried out: where the code breaks one, and where it does not yet do what one prefers.

Names are resolved through the file's own imports, exactly: `datetime.datetime.now()`, `from datetime import datetime`
then `datetime.now()`, and any alias are the same call; an attribute of an object that nobody imported is none.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from nova.code.facts import TooDeep, collect, unpack
from nova.decisions.scopes import covers, module_matches, path_matches
from nova.domain.code import Call, Import, ModuleFacts
from nova.domain.decision import Constraint, ConstraintKind

_LOADERS = frozenset({"importlib.import_module", "importlib.__import__", "builtins.__import__"})


class Code(Protocol):
    """What is asked of the index."""

    @property
    def modules(self) -> Mapping[str, ModuleFacts]: ...

    def module_name(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where the code breaks a constraint."""

    path: str
    line: int
    symbol: str
    """Qualified name of the enclosing definition; empty at module level."""
    what: str
    """What was seen and what the constraint says, one plain line without line numbers."""


@dataclass(frozen=True, slots=True)
class Site:
    """One call or import that a `prefer` constraint wants otherwise."""

    path: str
    line: int
    symbol: str
    written: str
    """As the code has it: `datetime.now`, `import datetime`."""


def violations(constraint: Constraint, code: Code, paths: Collection[str]) -> list[Violation]:
    """Every place where the code breaks the constraint, by path and line. `keep` and `prefer` are never broken so.

    `paths` are all the files of the commit, for `require-path`.
    """
    if constraint.kind is ConstraintKind.REQUIRE_PATH:
        return [Violation(pattern, 1, "", "must exist, and is not there") for pattern in constraint.of
                if not any(path_matches(pattern, path) for path in paths)]
    found = [violation for path, module in _judged(constraint, code)
             for violation in violations_in(constraint, path, module, code.modules[path])]
    return sorted(found, key=lambda violation: (violation.path, violation.line, violation.what))


def violations_in(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[Violation]:
    """Where one file breaks a constraint on imports or calls."""
    if constraint.kind is ConstraintKind.FORBID_CALL and covers(constraint.inside, path, module):
        names = _Names(path, module, facts)
        return [Violation(path, call.line, call.scope, f"calls {target}, which is not to be called here")
                for call in facts.calls if (target := _called(constraint, names, call))]
    if constraint.kind is ConstraintKind.FORBID_IMPORT and covers(constraint.inside, path, module):
        return [Violation(path, line, scope, f"imports {name}, which is not to be imported here")
                for name, line, scope in _imported(constraint, path, module, facts)]
    if constraint.kind is ConstraintKind.ONLY_IMPORT and not covers(constraint.inside, path, module):
        allowed = ", ".join(constraint.inside)
        return [Violation(path, line, scope, f"imports {name}, which only {allowed} may")
                for name, line, scope in _imported(constraint, path, module, facts)]
    return []


def migrations(constraint: Constraint, code: Code) -> list[Site]:
    """The calls or imports that a `prefer` constraint wants otherwise, by path and line; empty for other kinds."""
    if constraint.kind is not ConstraintKind.PREFER:
        return []
    found = [site for path, module in _judged(constraint, code)
             for site in migrations_in(constraint, path, module, code.modules[path])]
    return sorted(found, key=lambda site: (site.path, site.line, site.written))


def migrations_in(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[Site]:
    """The sites of one file that a `prefer` constraint wants otherwise."""
    if constraint.kind is not ConstraintKind.PREFER or not covers(constraint.inside, path, module):
        return []
    if constraint.what == "import":
        return [Site(path, line, scope, f"import {name}")
                for name, line, scope in _imported(constraint, path, module, facts)]
    names = _Names(path, module, facts)
    return [Site(path, call.line, call.scope, call.callee) for call in facts.calls if _called(constraint, names, call)]


@lru_cache(maxsize=64)
def facts_of(source: bytes) -> ModuleFacts | None:
    """The facts of a file that is not in the index, such as a changed one. None: it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        return unpack(collect(tree, source.decode("utf-8", "replace")))
    except (SyntaxError, ValueError, RecursionError, MemoryError, TooDeep):
        return None


def violations_in_source(constraint: Constraint, path: str, module: str, source: bytes) -> list[Violation]:
    """Where a file with these bytes would break the constraint; empty too when it cannot be read."""
    facts = facts_of(source)
    return [] if facts is None else violations_in(constraint, path, module, facts)


def speaks_about(constraint: Constraint, path: str, module: str, facts: ModuleFacts | None = None) -> bool:
    """Whether the file is one that the constraint names: inside its scope, one that may import, a path required.

    A constraint on the whole project names no file in particular.
    """
    if constraint.kind is ConstraintKind.REQUIRE_PATH:
        return any(path_matches(pattern, path) for pattern in constraint.of)
    if constraint.kind is ConstraintKind.KEEP or not constraint.inside or not covers(constraint.inside, path, module):
        return False
    if constraint.kind is ConstraintKind.ONLY_IMPORT and facts is not None:
        return bool(_imported(constraint, path, module, facts))
    return True


def _judged(constraint: Constraint, code: Code) -> Iterator[tuple[str, str]]:
    """(path, module) of the files that can break the constraint. The index makes facts when asked: ask for few."""
    outside = constraint.kind is ConstraintKind.ONLY_IMPORT
    for path in code.modules:
        module = code.module_name(path)
        if covers(constraint.inside, path, module) is not outside:
            yield path, module


def _called(constraint: Constraint, names: _Names, call: Call) -> str | None:
    """The forbidden or left callable that the call reaches; None: it does not."""
    reached = names.meanings(call.callee, call.scope)
    return next((target for target in constraint.of for name in reached if _is(target, name)), None)


def _is(target: str, name: str) -> bool:
    if "*" in target:
        return module_matches(target, name)
    return name == target or name == f"builtins.{target}"


def _imported(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> list[tuple[str, int, str]]:
    """(module or name, line, scope) of each import that the constraint speaks about, each line once."""
    found: dict[tuple[str, int], tuple[str, int, str]] = {}
    for name, line, scope in _all_imports(path, module, facts):
        for target in constraint.of:
            if module_matches(target, name):
                found.setdefault((target, line), (target if "*" not in target else name, line, scope))
    return list(found.values())


def _all_imports(path: str, module: str, facts: ModuleFacts) -> Iterator[tuple[str, int, str]]:
    for item in facts.imports:
        source = absolute(item.module, path, module)
        yield source, item.line, item.scope
        if item.name is not None and item.name != "*":
            yield f"{source}.{item.name}", item.line, item.scope
    names = _Names(path, module, facts)
    for call in facts.calls:
        literal = _literal(call)
        if literal and names.meanings(call.callee, call.scope) & _LOADERS:
            yield literal, call.line, call.scope


def _literal(call: Call) -> str | None:
    try:
        value = ast.literal_eval(call.positional[0]) if call.positional else None
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) and not value.startswith(".") else None


def absolute(imported: str, path: str, module: str) -> str:
    """The dotted module that a relative import means, seen from the file; one that leads nowhere stays as it is."""
    level = len(imported) - len(imported.lstrip("."))
    if not level:
        return imported
    package = module.split(".")
    if not path.endswith(("/__init__.py", "/__init__.pyi")):
        package = package[:-1]
    package = package[:len(package) - level + 1]
    rest = imported[level:]
    return ".".join([*package, rest] if rest else package) or imported


class _Names:
    """What the names of one file mean."""

    def __init__(self, path: str, module: str, facts: ModuleFacts) -> None:
        self._module = module
        self._bound: dict[str, list[tuple[str, str]]] = {}
        self._stars: list[str] = []
        for item in facts.imports:
            source = absolute(item.module, path, module)
            if item.name == "*":
                self._stars.append(source)
            else:
                self._bind(item, source)
        self._defined = {definition.qualname for definition in facts.definitions}
        self._parameters = {definition.qualname: {parameter.name for parameter in definition.parameters}
                            for definition in facts.definitions}

    def meanings(self, written: str, scope: str) -> frozenset[str]:
        """Every dotted name that `written` may stand for in the scope; empty when it is nobody's import."""
        head, _, rest = written.partition(".")
        tail = f".{rest}" if rest else ""
        for inner in _scopes(scope):
            # A class's own names are not seen from its methods; nothing below asks for them by a bare name.
            if inner and head in self._parameters.get(inner, ()):
                return frozenset()
            sources = [source for source, where in self._bound.get(head, []) if where == inner]
            if f"{inner}.{head}".lstrip(".") in self._defined:
                sources.append(".".join(part for part in (self._module, inner, head) if part))
            if sources:
                return frozenset(f"{source}{tail}" for source in sources)
        return frozenset([*(f"{source}.{written}" for source in self._stars), f"builtins.{written}"])

    def _bind(self, item: Import, source: str) -> None:
        if item.name is not None:
            sources: Iterable[str] = [f"{source}.{item.name}"]
        elif item.binds == source.partition(".")[0]:
            # `import a.b` and `import a.b as a` leave the same facts; both readings are kept.
            sources = dict.fromkeys([item.binds, source])
        else:
            sources = [source]
        self._bound.setdefault(item.binds, []).extend((name, item.scope) for name in sources)


def _scopes(scope: str) -> Iterator[str]:
    """The scope and those around it, innermost first, the module (empty) last."""
    parts = scope.split(".") if scope else []
    for length in range(len(parts), -1, -1):
        yield ".".join(parts[:length])
