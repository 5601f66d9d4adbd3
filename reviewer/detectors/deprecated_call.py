"""Deprecated names of the standard library and of well-known packages, where the new name means the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nova.code.syntax import enclosing
from nova.domain.code import ModuleFacts
from reviewer.detectors._common import imperative, worth_looking
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.operations.replace_call import BY_OLD, TABLE, Deprecated, deprecated_uses
from reviewer.survey import Survey


@dataclass(frozen=True)
class DeprecatedCall:
    name = "deprecated-call"
    family = "deprecated-call"
    version = 1
    why = "A deprecated name warns today and fails after the next upgrade, while the new one means the same already."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterator[Finding]:
        # A project that names no floor may still run on Python 2, which has the oldest of the new names.
        floor = survey.conventions.floor or (3, 0)
        known = [entry for entry in TABLE if entry.since <= floor]
        for path in survey.index.modules:
            content = survey.index.source(path) if worth_looking(survey, path) else b""
            here = [entry for entry in known if content and _may_use(survey.index.modules[path], content, entry)]
            if not here:
                continue
            try:
                source = parse(path, content)
            except OperationDeclined:
                continue
            for entry in here:
                yield from _findings(source, entry)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        path = findings[0].path
        entries = [BY_OLD[old] for old in dict.fromkeys(finding.details["old"] for finding in findings)]
        steps = tuple(Step("replace_call", {"path": path, "old": entry.old}) for entry in entries)
        return Plan(Recipe(steps), imperative(_title(entries), path),
                    f"{', '.join(f'`{entry.old}`' for entry in entries[:4])}: {entries[0].gone}; what replaces "
                    f"{'it means' if len(entries) == 1 else 'them means'} the same on every Python supported here.")


def _title(entries: Sequence[Deprecated]) -> str:
    old, new = entries[0].old.rpartition(".")[2], entries[0].new.rpartition(".")[2]
    if len(entries) > 1:
        return f"Use {entries[0].new.rpartition('.')[0]} in {{}}"
    if old == new:
        return f"Take `{new}` from {entries[0].new.rpartition('.')[0]} in {{}}"
    return f"Use `{new}` instead of deprecated `{old}` in {{}}"


def _may_use(facts: ModuleFacts, content: bytes, entry: Deprecated) -> bool:
    """Whether the file imports the module of the old name, and spells that name: a look before it is parsed."""
    owner, _, name = entry.old.rpartition(".")
    if name.encode() not in content:
        return False
    module = owner.rpartition(".")[0] if owner[owner.rfind(".") + 1].isupper() else owner
    return any(one.module.partition(".")[0] == module and (owner != module or one.name in (None, name))
               and (one.name is not None or f".{name}".encode() in content) for one in facts.imports)


def _findings(source: Source, entry: Deprecated) -> Iterator[Finding]:
    for use in deprecated_uses(source, entry):
        scope = enclosing(source.names.tree, use.lineno)
        module, _, new = entry.new.rpartition(".")
        moved = entry.old.endswith(f".{new}")
        yield Finding(
            rule="deprecated-call", path=source.path, line=use.lineno, end_line=use.end_lineno or use.lineno,
            symbol=f"{scope}:{entry.old}" if scope else entry.old,
            message=f"{entry.old}: {entry.gone}; {entry.new} means the same",
            why=f"`{entry.old}` was {entry.gone}." if "removed" in entry.gone else f"`{entry.old}` is {entry.gone}.",
            concern=f"{source.path}:{module if moved else entry.old}", score=0.6 if "removed" in entry.gone else 0.45,
            details={"old": entry.old})


DETECTOR = DeprecatedCall()
