"""Constraints on imports as contracts of import-linter, and in comments what they cannot say there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nova.decisions.scopes import is_path
from nova.decisions.treecode import TreeCode
from nova.domain.decision import Constraint, ConstraintKind, Decision

_IMPORTS = (ConstraintKind.FORBID_IMPORT, ConstraintKind.ONLY_IMPORT, ConstraintKind.LAYERS)


class _Unsaid(Exception):
    """The constraint cannot be said as a contract; the message tells why."""


@dataclass(frozen=True, slots=True)
class _Target:
    """The packages of the project that import-linter would look at."""

    roots: tuple[str, ...]
    code: TreeCode

    def modules(self, patterns: Sequence[str]) -> list[str]:
        """Dotted modules for a scope's patterns, exceptions left out; what lies outside the packages is not looked at.

        Raises _Unsaid for a pattern that takes in more or less than whole packages and modules.
        """
        found = [self._module(pattern) for pattern in patterns if not pattern.startswith("!")]
        return sorted({module for module in found if module is not None}) if found else list(self.roots)

    def exceptions(self, patterns: Sequence[str]) -> list[str]:
        return self.modules([p.removeprefix("!") for p in patterns if p.startswith("!")]) if any(
            p.startswith("!") for p in patterns) else []

    def is_own(self, module: str) -> bool:
        return module.partition(".")[0] in self.roots

    def _module(self, pattern: str) -> str | None:
        bare = pattern.removesuffix(".**")
        if is_path(pattern):
            folder = pattern.removeprefix("./").removeprefix("src/").removesuffix("/**").removesuffix("/")
            bare = folder.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if any(char in bare for char in "*?["):
            raise _Unsaid(f"{pattern} is no whole package or module")
        if not self.is_own(bare):
            return None
        if not self.code.has_module(bare):
            raise _Unsaid(f"{pattern} is not there")
        return bare


def contracts(decisions: Sequence[Decision], code: TreeCode) -> Iterator[str]:
    """The lines of a `pyproject.toml` part for the accepted records, each contract under the record's own words."""
    target = _Target(_roots(code), code)
    yield "# Written by `nova decisions export --import-linter`. Where the two differ, the records are right."
    yield "[tool.importlinter]"
    yield f"root_packages = {_list(target.roots)}"
    yield "include_external_packages = true"
    for decision in decisions:
        for constraint in decision.constraints:
            yield ""
            yield f"# {decision.id} {constraint.id}: {decision.sentence or decision.title}"
            try:
                yield from _contract(decision, constraint, target)
            except _Unsaid as why:
                yield f"# Not expressed: {why}."


def _contract(decision: Decision, constraint: Constraint, target: _Target) -> Iterator[str]:
    if constraint.kind not in _IMPORTS:
        raise _Unsaid(f"{constraint.kind} is about no import")
    if not target.roots:
        raise _Unsaid("import-linter looks at packages, and there is none here")
    make = {ConstraintKind.LAYERS: _layers, ConstraintKind.ONLY_IMPORT: _only}.get(constraint.kind, _forbidden)
    # Whatever cannot be said is found out before the first line of a contract is written.
    body = list(make(constraint, target))
    yield "[[tool.importlinter.contracts]]"
    yield f"name = {json.dumps(f'{decision.id} {constraint.id}', ensure_ascii=False)}"
    yield from body


def _forbidden(constraint: Constraint, target: _Target) -> Iterator[str]:
    sources = target.modules(constraint.inside)
    if not sources:
        raise _Unsaid(f"{', '.join(constraint.inside)} lies outside {', '.join(target.roots)}")
    free = target.exceptions(constraint.inside)
    yield from _forbid(sources, _bans(constraint, target), free)


def _only(constraint: Constraint, target: _Target) -> Iterator[str]:
    allowed = target.modules(constraint.inside)
    if target.exceptions(constraint.inside):
        raise _Unsaid("exceptions in its `from` cannot be said")
    bans = _bans(constraint, target)
    if all(map(target.is_own, bans)):
        yield 'type = "protected"'
        yield f"protected_modules = {_list(bans)}"
        yield f"allowed_importers = {_list(allowed)}"
    elif any(map(target.is_own, bans)):
        raise _Unsaid("it guards modules of the project and of others at once; make two constraints of it")
    else:
        yield from _forbid(list(target.roots), bans, allowed)


def _forbid(sources: Sequence[str], bans: Sequence[str], free: Sequence[str]) -> Iterator[str]:
    yield 'type = "forbidden"'
    yield f"source_modules = {_list(sources)}"
    yield f"forbidden_modules = {_list(bans)}"
    yield "allow_indirect_imports = true"
    if free:
        passes = [f"{module}{below} -> {ban}{deep}" for module in free for below in ("", ".**") for ban in bans
                  for deep in (("", ".**") if ban.partition(".")[0] == module.partition(".")[0] else ("",))]
        yield f"ignore_imports = {_list(passes)}"
        yield 'unmatched_ignore_imports_alerting = "none"'


def _layers(constraint: Constraint, target: _Target) -> Iterator[str]:
    if constraint.inside:
        raise _Unsaid("import-linter's layers have no scope (`in`)")
    for layer in constraint.of:
        if not target.is_own(layer) or not target.code.has_module(layer):
            raise _Unsaid(f"{layer} is no module of {', '.join(target.roots)}")
    for outer in constraint.of:
        if any(inner.startswith(f"{outer}.") for inner in constraint.of):
            raise _Unsaid(f"one layer lies inside another ({outer})")
    yield "# import-linter follows indirect imports too: it is stricter here than nova decisions check."
    yield 'type = "layers"'
    yield f"layers = {_list(constraint.of)}"


def _bans(constraint: Constraint, target: _Target) -> list[str]:
    """The forbidden modules. Raises _Unsaid for those that import-linter cannot tell apart."""
    for module in constraint.of:
        if "*" in module:
            raise _Unsaid(f"{module} is a pattern")
        if target.is_own(module) and not target.code.has_module(module):
            raise _Unsaid(f"{module} is no module that is there")
        if not target.is_own(module) and "." in module:
            raise _Unsaid(f"{module} is a part of another package, and import-linter sees only the whole of it")
    return sorted(constraint.of)


def _roots(code: TreeCode) -> tuple[str, ...]:
    """The top packages of the project; tests are none."""
    found: set[str] = set()
    for path in code.paths:
        name = code.module_name(path)
        if path.endswith("/__init__.py") and "." not in name and name not in ("test", "tests"):
            found.add(name)
    return tuple(sorted(found))


def _list(words: Sequence[str]) -> str:
    """A TOML array; JSON's strings are TOML's."""
    whole = ", ".join(json.dumps(word) for word in words)
    if len(whole) <= 100:
        return f"[{whole}]"
    return "[\n" + "".join(f"    {json.dumps(word)},\n" for word in words) + "]"
