"""Propose a change, as a recipe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool, ToolError
from reviewer.agent.scope import ReviewScope
from reviewer.detectors._surface import Surface
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Recipe
from reviewer.proof.checks.protected_paths import is_protected
from reviewer.recipes import paths_of, problems_of

_STEPS = 10
_SCORE = 0.5


class Proposal(Arguments):
    recipe: list[dict[str, Any]] = Field(description="Steps in order: {'kind': <operation>, <its parameters>}.")
    title: str = Field(min_length=8, max_length=72, description="Imperative and specific.")
    rationale: str = Field(min_length=20, max_length=600, description="Why a maintainer wants it here, in two "
                           "sentences of facts with places.")
    rests_on: list[str] = Field(max_length=6, description="Ids of accepted decision records that it rests on; empty "
                                "when none speaks about it.")
    about: str = Field(pattern=r"^[^:\n]+:[\w.]+$", max_length=600,
                       description="The symbol it is about: 'shop/prices.py:total'.")


def run(scope: ReviewScope, arguments: Proposal) -> Found:
    problems = problems_of(arguments.recipe, at_most=_STEPS)
    if problems:
        raise ToolError("The recipe cannot be used: " + "; ".join(problems[:8]))
    for path in paths_of(Recipe.from_json(arguments.recipe)):
        if is_protected(path, *filter(None, [scope.survey.decisions.folder])):
            raise ToolError(f"{path} is protected: no proposal changes it.")
        if path not in scope.survey.snapshot.files:
            raise ToolError(f"There is no file {path!r} in the snapshot.")
        if scope.survey.conventions.leaves_out(path):
            raise ToolError(f"{path} is left out of reviews by the project's settings.")
    _check_surface(scope, arguments.recipe)
    _check_records(scope, arguments.rests_on)
    path, _, symbol = arguments.about.partition(":")
    first, last = scope.line_of(path, symbol)
    kinds = "+".join(dict.fromkeys(str(step["kind"]) for step in arguments.recipe))
    return Found(scope.say(Finding(
        rule="model-refactor", path=path, line=first, end_line=last, symbol=f"{symbol}({kinds})", score=_SCORE,
        message=_line(arguments.title), why=_line(arguments.rationale),
        details={"recipe": arguments.recipe, "title": _line(arguments.title), "rests_on": list(arguments.rests_on),
                 "role": scope.role})))


def _check_surface(scope: ReviewScope, recipe: list[dict[str, Any]]) -> None:
    """What somebody outside the repository may use is neither deleted nor given another signature."""
    surface = Surface(scope.survey)
    for path, name in _taken_from(recipe):
        if surface.reach(path, name) == "public" or surface.is_entry(path, name) or surface.is_conventional(path, name):
            raise ToolError(f"{name} in {path} may be used from outside the repository, where nobody can look. Flag it "
                            "instead.")


def _taken_from(recipe: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(path, name) of every definition that goes, or loses a parameter."""
    for step in recipe:
        if step["kind"] == "delete_definition":
            for each in step["definitions"]:
                path, _, name = each.partition("::")
                yield path, name
        elif step["kind"] == "drop_parameter":
            yield step["path"], step["function"]


def _check_records(scope: ReviewScope, ids: list[str]) -> None:
    accepted = {decision.id for decision in scope.survey.decisions.accepted}
    for id in ids:
        if id not in accepted:
            raise ToolError(f"{id!r} is no accepted decision record. Accepted: {', '.join(sorted(accepted)) or 'none'}")


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


TOOL = Tool(name="propose", description="Propose one small change as a recipe. It is drafted, grounded and proved like "
            "any other, and a person decides.", arguments=Proposal, run=run)
