"""Carry out the recipe of an open proposal on another base, and prove the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Declined, Plan, Recipe
from reviewer.drafting import carry_out, draft_of
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.grounding import broken_by, rests_on
from reviewer.survey import Survey


def draft_again(report: Mapping[str, Any], survey: Survey) -> Draft | Declined:
    """The draft of a reported proposal on the survey's snapshot, or why there is none any more."""
    plan = Plan(Recipe.from_json(report["recipe"]), report["title"], report["why"], tuple(report["left_alone"]),
                tuple(report.get("rests_on", ())))
    try:
        changes = carry_out(plan.recipe, survey.snapshot.root, survey.snapshot.files)
    except (OperationDeclined, DraftingFailed) as error:
        return Declined(str(error), refused=True)
    if not changes.files:
        return Declined("Its recipe changes nothing any more.")
    draft = draft_of(_findings(report), plan, changes)
    ground = broken_by(draft, survey)
    if ground is not None:
        return Declined(f"{ground.decision} now stands against it: {ground.why}", refused=True)
    return replace(draft, grounds=rests_on(draft, survey))


def _findings(report: Mapping[str, Any]) -> list[Finding]:
    return [Finding(rule=report["rule"], path=found["path"], line=found["line"], end_line=found["line"],
                    symbol=found["symbol"], ordinal=found["ordinal"], message=found["message"], event=report["event"])
            for found in report["findings"]]
