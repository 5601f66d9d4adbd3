"""What a reviewer that is an agent proposed. It finds nothing by itself: a model does, through its tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe
from reviewer.survey import Survey


@dataclass(frozen=True)
class ModelRefactor:
    name = "model-refactor"
    family = "model-refactor"
    version = 1
    why = "A reviewer with a model saw it and wrote the recipe; grounds, proof and a person decide as for any other."
    effect = Effect.CHANGES

    def find(self, survey: Survey) -> Iterator[Finding]:
        yield from ()

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        """Of one finding, made by `suggestion`."""
        details = findings[0].details
        if details.get("recipe") is None:
            return Declined(f"the reviewer points at it and proposes no change: {findings[0].why}")
        return Plan(Recipe.from_json(details["recipe"]), details["title"], findings[0].why,
                    rests_on=tuple(details["rests_on"]))


DETECTOR = ModelRefactor()
