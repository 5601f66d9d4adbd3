"""A parameter of a private function that the function never reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nova.domain.code import Definition, ModuleFacts
from reviewer.detectors._private import Private, can_drop, drop, private_functions, with_calls
from reviewer.detectors._wording import places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan
from reviewer.names import Function
from reviewer.operations.drop_parameter import argument_for, default_of, parameters_of
from reviewer.survey import Survey


@dataclass(frozen=True)
class UnusedParameter:
    name = "unused-parameter"
    family = "unused-parameter"
    version = 1
    why = "A parameter that a private function never reads makes every caller supply something for nothing."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        for path, definition in private_functions(survey):
            if not _perhaps(definition, survey.index.modules[path]):
                continue
            private = with_calls(survey, path, definition)
            if private is not None and not _is_stub(private.use.function):
                yield from _findings(private)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        finding = findings[0]
        parameter, function = finding.details["parameter"], finding.details["function"]
        return drop(finding, title(f"Drop `{parameter}` of `{function}`: it is never read",
                                   f"Drop the unread parameter of `{function}`"), finding.why)


def _perhaps(definition: Definition, facts: ModuleFacts) -> bool:
    """Is some parameter's name not used on any line of the function, as far as the index can tell?"""
    return any(not any(definition.line <= line <= definition.end_line for line in facts.names.get(parameter.name, ()))
               for parameter in definition.parameters)


def _findings(private: Private) -> Iterator[Finding]:
    function, names = private.use.function, private.use.source.names
    for parameter in parameters_of(function):
        if parameter.startswith("_") or names.uses(names.scopes[function.body[0]], parameter):
            continue
        if can_drop(private, parameter, None):
            calls = places(len(private.use.calls), "call")
            passed_on = _is_option_passed_on(private, parameter)
            yield Finding(
                rule=UnusedParameter.name, path=private.path, line=function.lineno, end_line=function.lineno,
                symbol=f"{function.name}:{parameter}",
                message=f"{function.name}: {parameter} is never read",
                why=f"`{function.name}` never reads `{parameter}`; {calls} in the project would get shorter.",
                score=0.2 if passed_on else 0.4,
                details={"function": function.name, "parameter": parameter, "value": None})


def _is_option_passed_on(private: Private, parameter: str) -> bool:
    """Does a caller hand on an option that it was given itself? Not to read it may be the mistake, and no leftover."""
    function = private.use.function
    if default_of(function, parameter) is None and parameter not in {a.arg for a in function.args.kwonlyargs}:
        return False
    for site in private.use.calls:
        argument, names = argument_for(site.call, function, parameter), site.source.names
        if isinstance(argument, ast.Name) and any(isinstance(b.node, ast.arg) for b in names.bindings(argument)):
            return True
    return False


def _is_stub(function: Function) -> bool:
    """A body that does nothing yet: its parameters are a promise, not waste."""
    return all(isinstance(statement, ast.Pass | ast.Raise)
               or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
               for statement in function.body)


DETECTOR = UnusedParameter()
