"""A parameter of a private function that is the same constant at every call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nova.domain.code import Call, Definition, Parameter
from reviewer.detectors._private import Private, calls_by_name, can_drop, drop, private_functions, with_calls
from reviewer.detectors._wording import title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan
from reviewer.errors import OperationDeclined
from reviewer.operations._callers import CallSite
from reviewer.operations._edits import Source
from reviewer.operations.drop_parameter import argument_for, constant, default_of, parameters_of
from reviewer.survey import Survey

CALLS_AT_LEAST = 2
_CONSTANT = re.compile(r"-?[\d.]|[bru]{0,2}['\"]|(True|False|None)$", re.IGNORECASE)
"""How the source text of a constant begins."""


@dataclass(frozen=True)
class ConstantParameter:
    name = "constant-parameter"
    family = "constant-parameter"
    version = 1
    why = "A parameter that is the same constant at every call offers a choice that nobody makes."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        for path, definition in private_functions(survey):
            # A test that spells its arguments out does so to be read, and a helper of tests serves more tests to come.
            if survey.index.is_test(path) or not _perhaps(definition, calls_by_name(survey, definition.name)):
                continue
            private = with_calls(survey, path, definition)
            if private is not None and len(private.use.calls) >= CALLS_AT_LEAST:
                yield from _findings(private)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        finding = findings[0]
        parameter, function, value = (finding.details[key] for key in ("parameter", "function", "value"))
        return drop(finding, title(f"Drop `{parameter}` of `{function}`: it is {value} at every call",
                                   f"Drop `{parameter}` of `{function}`: always the same constant",
                                   f"Drop the constant `{parameter}` of `{function}`"), finding.why)


def _perhaps(definition: Definition, calls: Sequence[Call]) -> bool:
    """Does some parameter look constant, as far as the index can tell?"""
    if len(calls) < CALLS_AT_LEAST:
        return False
    for at, parameter in enumerate(definition.parameters):
        first, *others = {_given(call, at, parameter) for call in calls}
        if not others and _CONSTANT.match(first or "") and not parameter.kind.startswith("var"):
            return True
    return False


def _given(call: Call, at: int, parameter: Parameter) -> str | None:
    if parameter.kind != "keyword-only" and at < len(call.positional):
        return call.positional[at]
    return dict(call.keywords).get(parameter.name, parameter.default)


def _findings(private: Private) -> Iterator[Finding]:
    function = private.use.function
    for parameter in parameters_of(function):
        value = _only_value(private, parameter)
        uses = private.use.source.names.uses(private.use.source.names.scopes[function.body[0]], parameter)
        if value is None or not uses or parameter.startswith("_") or not can_drop(private, parameter, value):
            continue
        calls = len(private.use.calls)
        passed = sum(argument_for(site.call, function, parameter) is not None for site in private.use.calls)
        yield Finding(
            rule=ConstantParameter.name, path=private.path, line=function.lineno, end_line=function.lineno,
            symbol=f"{function.name}:{parameter}",
            message=f"{function.name}: {parameter} is {value} at all {calls} calls",
            why=(f"{'Both' if calls == 2 else f'All {calls}'} calls of `{function.name}` pass {value} "
                 f"for `{parameter}`." if passed == calls else
                 f"None of the {calls} calls of `{function.name}` gives `{parameter}` another value than its default, "
                 f"{value}."),
            score=0.35 if passed else 0.3,
            details={"function": function.name, "parameter": parameter, "value": value})


def _only_value(private: Private, parameter: str) -> str | None:
    """The constant that every call gives the parameter, as source text; None when they differ or are no constants."""
    function = private.use.function
    default = default_of(function, parameter)
    given: list[tuple[CallSite, ast.expr | None]] = []
    for site in private.use.calls:
        try:
            argument = argument_for(site.call, function, parameter)
        except OperationDeclined:
            return None
        given.append((site, argument if argument is not None else default))
    site, node = given[0]
    if node is None or constant(node) is None or len({constant(other) for _, other in given}) != 1:
        return None
    return _as_written(private.use.source if node is default else site.source, node)


def _as_written(source: Source, node: ast.expr) -> str:
    """The constant with the quotes that the project gave it."""
    if node.lineno != node.end_lineno:
        return ast.unparse(node)
    _, line, first, _, last = source.key(node)
    return source.lines[line - 1][first:last]


DETECTOR = ConstantParameter()
