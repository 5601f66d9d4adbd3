"""Proposals and verdicts as the JSON of FORMATS, and verdicts back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nova.domain.decision import Ground
from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Idea, Proposal
from reviewer.domain.verdict import CheckResult, Grade, Outcome, TestFacts, Tier, Verdict


def proposal_report(proposal: Proposal, *, id: str | None, branch: str | None, status: str) -> dict[str, Any]:
    """One proposal. `id` and `branch` are None for one that was not opened."""
    draft = proposal.draft
    return {
        "id": id,
        "place": draft.place.key(proposal.project),
        "idea": asdict(proposal.ideas[0]),
        "rule": draft.rule,
        "title": draft.plan.title,
        "reviewer": proposal.reviewer,
        "effect": str(draft.effect),
        "files": list(draft.changes.paths),
        "symbols": [finding.symbol for finding in draft.findings],
        "lines_changed": draft.changes.lines_changed,
        "lines_added": draft.changes.lines_added,
        "lines_removed": draft.changes.lines_removed,
        "patch_sha256": draft.changes.patch_sha256,
        "recipe": draft.plan.recipe.to_json(),
        "grounds": [ground_report(ground) for ground in draft.grounds],
        "verdict": verdict_report(proposal.verdict),
        "attestation": attestation(proposal),
        "branch": branch,
        "status": status,
        "base": proposal.base,
        "head_tree": proposal.head_tree,
        "why": draft.plan.why,
        "changes_what": draft.changes_what,
        "left_alone": list(dict.fromkeys((*draft.plan.left_alone, *map(str, draft.changes.left)))),
        "rests_on": list(draft.plan.rests_on),
        "removed_tests": list(draft.removed_tests),
        "event": next((finding.event for finding in draft.findings if finding.event), None),
        "findings": [finding_report(finding, idea)
                     for finding, idea in zip(draft.findings, proposal.ideas, strict=True)],
        "diff": draft.changes.diff(),
    }


def attestation(proposal: Proposal) -> dict[str, Any]:
    """What was proved about what, with what, and when: `nova verify` makes it anew from the base and compares."""
    report = verdict_report(proposal.verdict)
    return {
        "format": "nova.attestation.v1",
        "subject": {"head_tree": proposal.head_tree, "patch_sha256": proposal.draft.changes.patch_sha256},
        "base": proposal.base,
        "recipe": proposal.draft.plan.recipe.to_json(),
        "versions": report["versions"],
        "checks": report["checks"],
        "tests": report["tests"],
        "grade": report["grade"],
        "why": report["why"],
        "free_form": report["free_form"],
        "tier": report["tier"],
        "times": {"began": report["began"], "seconds": report["seconds"]},
    }


def finding_report(finding: Finding, idea: Idea) -> dict[str, Any]:
    return {"path": finding.path, "line": finding.line, "symbol": finding.symbol, "ordinal": finding.ordinal,
            "message": finding.message, "idea": asdict(idea)}


def ground_report(ground: Ground) -> dict[str, Any]:
    return {"decision": ground.decision, "why": ground.why, "force": str(ground.force), "title": ground.title,
            "sentence": ground.sentence, "path": ground.path, "constraint": ground.constraint}


def verdict_report(verdict: Verdict) -> dict[str, Any]:
    return {
        "grade": str(verdict.grade),
        "tier": str(verdict.tier),
        "checks": [{"name": check.name, "outcome": str(check.outcome), "detail": check.detail,
                    "seconds": round(check.seconds, 3)} for check in verdict.checks],
        "tests": None if verdict.tests is None else asdict(verdict.tests),
        "why": verdict.why,
        "free_form": list(verdict.free_form),
        "versions": dict(verdict.versions),
        "began": verdict.began,
        "seconds": verdict.seconds,
    }


def verdict_from(data: Mapping[str, Any]) -> Verdict:
    """The verdict that `verdict_report` wrote."""
    tests = data["tests"]
    if tests is not None:
        tests = {**tests, "red_before": tuple(tests["red_before"]), "gone": tuple(tests["gone"])}
    return Verdict(
        grade=Grade(data["grade"]), tier=Tier(data["tier"]), why=data["why"],
        tests=None if tests is None else TestFacts(**tests), free_form=tuple(data.get("free_form", ())),
        versions=data.get("versions", {}), began=data.get("began", ""), seconds=data.get("seconds", 0.0),
        checks=tuple(CheckResult(**{**check, "outcome": Outcome(check["outcome"])}) for check in data["checks"]))
