"""Module-level functions, classes and constants that nothing refers to any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nova.domain.code import Definition, DefinitionKind
from reviewer.detectors._closing import lines_of, neighbours, plan_of, step_of
from reviewer.detectors._common import worth_looking
from reviewer.detectors._events import last_uses_removed
from reviewer.detectors._liveness import Dead, Key, Liveness
from reviewer.detectors._owntests import OwnTests
from reviewer.detectors._surface import Surface, in_table, is_alias, is_dynamic, only_defines, stays
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan
from reviewer.survey import Survey

_SCORES = {"private": 0.9, "internal": 0.7, "public": 0.15}
_BY_HAND = re.compile(r"debug|dump|pretty_?print|pprint|print_tree|profile|visuali[sz]e|plot|benchmark", re.IGNORECASE)
"""Functions that somebody calls while looking for a defect."""
_LINES = 80
_FILES = 4


@dataclass(frozen=True)
class DeadDefinition:
    name = "dead-definition"
    family = "dead-definition"
    version = 1
    why = ("A module-level function, class or constant without any reference: it is read, type-checked and kept "
           "working for nobody.")
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        surface = Surface(survey)
        live = Liveness(survey.index, records=survey.decisions.folder)
        tests = OwnTests(survey.index, lambda key: surface.reach(key.path, key.name) == "public")
        candidates = dict(_candidates(survey, surface))
        dead = live.dead(candidates, tests)
        staying = [key for key in dead.referrers if stays(survey.index, key.path, candidates[key])]
        if staying:
            candidates = {key: candidates[key] for key in dead.referrers if key not in staying}
            dead = live.dead(candidates, tests)
        findings = [finding for group in dead.groups(neighbours(candidates))
                    for finding in _of_group(group, dead, candidates, survey, surface, live, tests)]
        return _with_events(findings, survey)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        return plan_of(findings, survey)


def _candidates(survey: Survey, surface: Surface) -> Iterator[tuple[Key, Definition]]:
    index = survey.index
    for path, facts in index.modules.items():
        if index.is_test(path) or not worth_looking(survey, path) or facts.dynamic_exports or is_dynamic(facts.names):
            continue
        top = [d for d in facts.definitions if d.qualname == d.name]
        names = [d.name for d in top]
        lines = [d.line for d in top]
        orphan = not index.importers(index.module_name(path)) and not path.endswith("__main__.py")
        for definition in top:
            name = definition.name
            if definition.conditional or names.count(name) > 1 or lines.count(definition.line) > 1:
                continue
            private = name.startswith("_")
            if not private and (path.endswith("__init__.py") or (orphan and "__name__" not in facts.names)):
                continue
            if name in (facts.exports or ()) or surface.is_conventional(path, name) or surface.is_entry(path, name):
                continue
            if only_defines(definition):
                yield Key(path, name), definition


def _of_group(group: frozenset[Key], dead: Dead, candidates: Mapping[Key, Definition], survey: Survey,
              surface: Surface, live: Liveness, tests: OwnTests) -> Iterator[Finding]:
    """One finding for the whole group, or one for each root when the group is too large for one proposal."""
    by_line = sorted(group, key=lambda key: (key.path, candidates[key].line))
    roots = [key for key in by_line if not dead.referrers[key]] or by_line[:1]
    closures = [(roots, group)]
    if len(roots) > 1 and _is_large(group, dead, candidates, tests):
        closures = [([root], dead.exclusive([root])) for root in roots]
    for first, closure in closures:
        own = {test for key in closure for test in dead.tests[key]}
        shared = {test for key in group - closure for test in dead.tests[key]}
        if not own & shared:
            yield _finding(first[0], closure, sorted(own), candidates, survey, surface, live, tests)


def _is_large(group: frozenset[Key], dead: Dead, candidates: Mapping[Key, Definition], tests: OwnTests) -> bool:
    own = {test for key in group for test in dead.tests[key]}
    lines = sum(lines_of(candidates[key]) for key in group) + sum(tests.lines(*test) for test in own)
    return lines > _LINES or len({key.path for key in group} | {path for path, _ in own}) > _FILES


def _finding(root: Key, closure: frozenset[Key], own: Sequence[tuple[str, int]], candidates: Mapping[Key, Definition],
             survey: Survey, surface: Surface, live: Liveness, tests: OwnTests) -> Finding:
    definition = candidates[root]
    reach = max((surface.reach(key.path, key.name) for key in closure), key=["private", "internal", "public"].index)
    comments = [comment for key in sorted(closure) for comment in live.commented(key)
                if not any(k.path == comment[0] and candidates[k].line - 3 <= comment[1] <= candidates[k].end_line
                           for k in closure)]
    score = _SCORES[reach] * (0.7 if own else 1) * (0.5 if comments else 1) * (0.5 if _BY_HAND.search(root.name) else 1)
    if "Protocol" in (base.partition("[")[0].rpartition(".")[2] for base in definition.bases):
        score *= 0.3  # it says what others are expected to be, and needs nobody to name it
    if definition.kind is DefinitionKind.CONSTANT:
        score *= 0.3 if in_table(definition, survey.index.modules[root.path].definitions) else 0.8
        score *= 0.5 if is_alias(survey.index.tree(root.path), definition) else 1
    parameters = step_of(root, closure, sorted({tests.address(*test) for test in own}))
    return Finding(
        rule="dead-definition", path=root.path, line=definition.line, end_line=definition.end_line, symbol=root.name,
        message=f"{root.name}: no reference in code{'' if own else ', tests'}, documents or settings"
                + (f"; only its own {'tests use' if len(parameters['tests']) > 1 else 'test uses'} it" if own else ""),
        why=_why(root, definition, closure, reach, len(parameters["tests"])),
        score=round(score, 3),
        details={**parameters, "left_alone": [f"{path}:{line} names it in a comment" for path, line, _ in comments]})


def _why(root: Key, definition: Definition, closure: frozenset[Key], reach: str, tests: int) -> str:
    lines = lines_of(definition)
    what = f"`{root.name}` ({lines} line{'s' if lines > 1 else ''}, {reach}) is referred to nowhere in the project"
    others = sorted(key.name for key in closure if key != root)
    if tests:
        what += f" but in {tests} test{'s' if tests > 1 else ''} of its own"
    if others:
        named = ", ".join(f"`{name}`" for name in others[:4]) + (" and others" if len(others) > 4 else "")
        go, them = ("go", "them") if len(others) > 1 else ("goes", "it")
        return f"{what}. {named} {go} with it: nothing else uses {them}."
    return f"{what}."


def _with_events(findings: Sequence[Finding], survey: Survey) -> list[Finding]:
    """The findings, with the commit that took the last use away where the recent history shows one."""
    wanted = {finding.symbol: finding.path for finding in findings if finding.score >= 0.25}
    events = last_uses_removed(survey.history, wanted)
    result = []
    for finding in findings:
        commit = events.get(finding.symbol) if wanted.get(finding.symbol) == finding.path else None
        if commit is not None:
            said = f" {commit.sha[:7]} ({commit.at:%Y-%m-%d}) took its last use away."
            finding = replace(finding, event=commit.sha, why=finding.why + said, score=min(1.0, finding.score + 0.1))
        result.append(finding)
    return result


DETECTOR = DeadDefinition()
