"""Parameters of private functions: what the rules on constant and unused parameters share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nova.code.index import Use
from nova.domain.code import Call, Definition, DefinitionKind
from reviewer.detectors._common import worth_looking
from reviewer.detectors._reading import certain_source_of, tree_of
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._callers import Called, called
from reviewer.operations.drop_parameter import check
from reviewer.survey import Survey

FILES_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Private:
    """A private module-level function, every use of which is a known direct call."""

    path: str
    definition: Definition
    use: Called


def private_functions(survey: Survey) -> Iterator[tuple[str, Definition]]:
    """Functions that only their own project can mean: underscored, at module level, plain, with parameters."""
    for path, facts in survey.index.modules.items():
        if not worth_looking(survey, path):
            continue
        for definition in facts.definitions:
            if (definition.kind is DefinitionKind.FUNCTION and definition.qualname == definition.name
                    and definition.name.startswith("_") and not definition.name.startswith("__")
                    and not definition.decorators and not definition.conditional and definition.parameters
                    and definition.name not in (facts.exports or ())):
                yield path, definition


def with_calls(survey: Survey, path: str, definition: Definition) -> Private | None:
    """The function with all its calls; None when some use of it is anything else, or a document names it."""
    uses = survey.index.uses(definition.name)
    users = {use.path for use in uses} | {path}
    if len(users) > FILES_AT_MOST or not _is_only_called(survey, definition.name, uses):
        return None
    try:
        use = called(tree_of(survey), path, definition.name, users, lambda one: certain_source_of(survey, one))
    except OperationDeclined:
        return None
    return Private(path, definition, use) if use.calls and not survey.index.mentions(definition.name) else None


def _is_only_called(survey: Survey, name: str, uses: Iterable[Use]) -> bool:
    """Whether every use of the name stands on a line that calls it, so that the careful look is worth its time."""
    called_on = {(path, call.line) for path, call in _calls(survey, name)}
    return all(use.kind == "import" or (use.kind != "string" and (use.path, use.line) in called_on) for use in uses)


def calls_by_name(survey: Survey, name: str) -> list[Call]:
    """Calls of anything with that last name, from the index alone: a quick look before the careful one."""
    return [call for _, call in _calls(survey, name)]


def _calls(survey: Survey, name: str) -> Iterator[tuple[str, Call]]:
    for path in dict.fromkeys(use.path for use in survey.index.uses(name)):
        yield from ((path, call) for call in survey.index.modules[path].calls
                    if call.callee.rpartition(".")[2] == name)


def can_drop(private: Private, parameter: str, value: str | None) -> bool:
    try:
        check(private.use, parameter, value)
    except OperationDeclined:
        return False
    return True


def drop(finding: Finding, title: str, why: str) -> Plan | Declined:
    """The plan for one finding of either rule."""
    details = finding.details
    step = Step("drop_parameter", {"path": finding.path, "function": details["function"],
                                   "parameter": details["parameter"], "value": details["value"]})
    return Plan(recipe=Recipe((step,)), title=title, why=why)
