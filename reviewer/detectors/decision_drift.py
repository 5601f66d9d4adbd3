"""Code that an accepted decision wants otherwise: a forbidden call or import, or one that it says how to replace."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import BuiltinImporter, PathFinder
from sys import stdlib_module_names

from nova.code.index import Index
from nova.decisions.constraints import Site, migrations, violations
from nova.domain.decision import Constraint, ConstraintKind, Decision
from reviewer.detectors._common import worth_looking
from reviewer.detectors._reading import source_of
from reviewer.detectors._wording import base_name, places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.names import Names, absolute, attribute_is_ready
from reviewer.operations.redirect_call import calls_of
from reviewer.survey import Survey

FORBIDS = frozenset({ConstraintKind.FORBID_CALL, ConstraintKind.FORBID_IMPORT, ConstraintKind.ONLY_IMPORT,
                     ConstraintKind.LAYERS, ConstraintKind.FORBID_NAME})
NOT_SAID = "the decision does not say what to use instead"


@dataclass(frozen=True)
class DecisionDrift:
    name = "decision-drift"
    family = "decision-drift"
    version = 1
    why = "An accepted decision says what to call or import; code that still does otherwise drifts away from it."
    effect = Effect.CHANGES

    def find(self, survey: Survey) -> Iterable[Finding]:
        for decision in survey.decisions.accepted:
            preferred: set[tuple[str, int]] = set()
            for constraint in decision.constraints:
                for site in migrations(constraint, survey.index):
                    preferred.add((site.path, site.line))
                    if worth_looking(survey, site.path):
                        yield _drifted(survey, decision, constraint, site)
            yield from _forbidden(survey, decision, preferred)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        first = findings[0]
        if why_not := first.details["why_not"]:
            return Declined(why_not)
        decision = next(d for d in survey.decisions.accepted if d.id == first.details["decision"])
        old, new, kind = first.details["old"], first.details["new"], first.details["what"]
        parameters = {"path": first.path, "module": survey.index.module_name(first.path), "old": old, "new": new}
        if kind == "call":
            parameters["split"] = 0 if new.startswith("self.") else module_parts(new, survey.index)
        if not new.startswith("self.") and (cycle := closes_a_cycle(survey.index, first.path, new)):
            return Declined(f"importing {cycle} in {first.path} would close an import cycle")
        return Plan(
            recipe=Recipe((Step(f"redirect_{kind}", parameters),)),
            title=title(f"Use `{new}` instead of `{old}` in {base_name(first.path)}",
                        f"Use `{new}` instead of `{old}`", f"Use `{new}` as {decision.id} says"),
            why=f"Behaviour changes: `{new}` does what `{old}` did. {decision.id} \"{decision.title}\" asks for it, "
                f"and {first.path} does otherwise in {places(len(findings))}.",
            left_alone=tuple(_left_alone(survey, first)),
        )


def _drifted(survey: Survey, decision: Decision, constraint: Constraint, site: Site) -> Finding:
    old, new = constraint.of[0], constraint.use or ""
    why_not = _obstacle(survey, constraint, site)
    concern = f"{decision.id}:{constraint.id}:{site.path}"
    return Finding(
        rule=DecisionDrift.name, path=site.path, line=site.line, end_line=site.line,
        symbol=f"{site.symbol}:{old}".lstrip(":"),
        message=f"{site.written}: {decision.id} asks for {new} here",
        why=_because(decision), concern=f"{concern}:by-hand:{why_not}" if why_not else concern,
        score=0.9, details={"decision": decision.id, "constraint": constraint.id, "old": old, "new": new,
                            "what": constraint.what, "why_not": why_not},
    )


def _forbidden(survey: Survey, decision: Decision, preferred: set[tuple[str, int]]) -> Iterator[Finding]:
    """What the decision forbids without saying what to do instead."""
    for constraint in decision.constraints:
        if constraint.kind not in FORBIDS:
            continue
        for place in violations(constraint, survey.index, survey.snapshot.files):
            if (place.path, place.line) not in preferred and worth_looking(survey, place.path):
                yield Finding(
                    rule=DecisionDrift.name, path=place.path, line=place.line, end_line=place.line,
                    symbol=f"{place.symbol}:{constraint.id}".lstrip(":"),
                    message=f"{place.what} ({decision.id})", why=_because(decision),
                    concern=f"{decision.id}:{constraint.id}:{place.path}", score=0.6,
                    details={"decision": decision.id, "constraint": constraint.id, "why_not": NOT_SAID})


def _because(decision: Decision) -> str:
    return f"{decision.id} \"{decision.title}\" is accepted" + (f": {decision.sentence}" if decision.sentence else ".")


def _obstacle(survey: Survey, constraint: Constraint, site: Site) -> str | None:
    """Why no recipe can change this place; None when one can."""
    if not constraint.use:
        return NOT_SAID
    if "*" in constraint.of[0]:
        return f"{constraint.of[0]} is a pattern: what to use instead of each name is not said"
    if constraint.what != "call":
        return None
    source = source_of(survey, site.path)
    calls = [] if source is None else [
        call for call in calls_of(source, survey.index.module_name(site.path), constraint.of[0])
        if call.lineno == site.line]
    if source is None or not calls:
        return f"what {site.written} means there cannot be told for sure"
    if constraint.use.startswith("self."):
        attribute = constraint.use.split(".")[1]
        if not all(attribute_is_ready(source.names, call, attribute) for call in calls):
            return f"no self.{attribute} is at hand there"
    elif constraint.use.rpartition(".")[0] == survey.index.module_name(site.path):
        return f"{site.path} defines {constraint.use} itself"
    return None


def _left_alone(survey: Survey, finding: Finding) -> Iterator[str]:
    """References that are not calls."""
    source = source_of(survey, finding.path)
    if source is None or finding.details["what"] != "call":
        return
    module, old = survey.index.module_name(finding.path), finding.details["old"]
    for node in sorted(_references(source.names), key=lambda n: (n.lineno, n.col_offset)):
        name = source.names.dotted(node)
        if name and absolute(name, module, finding.path.endswith("__init__.py")) == old:
            yield f"{finding.path}:{node.lineno} passes {old} on without calling it"


def _references(names: Names) -> Iterator[ast.expr]:
    for node in names.scopes:
        parent = names.parents.get(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if isinstance(node, ast.Name | ast.Attribute) and not called:
            yield node


def module_parts(dotted: str, index: Index) -> int:
    """How many leading parts of a dotted name are a module: by the project's files, else the standard library's.

    Of other packages only the spelling is known: everything before the first capital, the last part left out.
    """
    parts = dotted.split(".")
    for count in range(len(parts) - 1, 0, -1):
        if index.path_of(".".join(parts[:count])):
            return count
    if parts[0] in stdlib_module_names:
        return _standard_parts(parts)
    capital = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts))
    return min(capital, len(parts) - 1)


def _standard_parts(parts: Sequence[str]) -> int:
    """The same for the standard library; looks for files and imports nothing."""
    if parts[:2] == ["os", "path"] and len(parts) > 2:
        return 2
    if BuiltinImporter.find_spec(parts[0]) is not None:
        return 1
    count, where = 0, None
    while count < len(parts) - 1:
        spec = PathFinder.find_spec(".".join(parts[:count + 1]), where)
        if spec is None:
            break
        count += 1
        where = spec.submodule_search_locations
        if where is None:
            break
    return max(count, 1)


def closes_a_cycle(index: Index, path: str, dotted: str) -> str | None:
    """The project's module that holds `dotted`, when importing it at the top of `path` would lead back to `path`."""
    module = ".".join(dotted.split(".")[:module_parts(dotted, index)])
    start = index.path_of(module)
    if start is None:
        return None
    seen, todo = {start}, [start]
    while todo:
        for imported in index.modules[todo.pop()].imports:
            if imported.scope:
                continue
            for name in (imported.module, f"{imported.module}.{imported.name}"):
                target = index.path_of(name)
                if target and target not in seen and target in index.modules:
                    seen.add(target)
                    todo.append(target)
    return module if path in seen else None


DETECTOR = DecisionDrift()
