"""Recipes: refactorings as data, run again on every new base."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One operation with its parameters. Parameters name code by path and qualified name, never by line."""

    kind: str
    parameters: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.parameters}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in order. Each sees the tree that the one before it left."""

    steps: tuple[Step, ...]

    def to_json(self) -> list[dict[str, Any]]:
        return [step.to_json() for step in self.steps]

    @classmethod
    def from_json(cls, data: list[dict[str, Any]]) -> Recipe:
        return cls(tuple(Step(item["kind"], {k: v for k, v in item.items() if k != "kind"}) for item in data))

    def __str__(self) -> str:
        return json.dumps(self.to_json(), sort_keys=True, ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a detector wants to do about the findings of one concern, and how it tells a person."""

    recipe: Recipe
    title: str
    """Imperative, specific, at most 72 characters: "Remove `backoff_table` and its import: nothing uses it"."""
    why: str
    """Two sentences at most. The first one says so when behaviour changes."""
    left_alone: tuple[str, ...] = ()
    """Places deliberately not touched, `path:line what`, shown to the person."""
    rests_on: tuple[str, ...] = ()
    """Ids of accepted records that the planner names, beside those that grounding finds by itself."""


@dataclass(frozen=True, slots=True)
class Declined:
    """No change, and the reason in words for a person. An ordinary outcome, not an error."""

    why: str
    refused: bool = False
    """True: an operation looked and said the change would be wrong here. False: there is no recipe for it."""
