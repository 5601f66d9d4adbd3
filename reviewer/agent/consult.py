"""Let a role with a model look at the snapshot: what it says comes back as findings, like a detector's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from nova.app import App
from nova.domain.conversation import Message, Text
from nova.domain.trace import SpanKind
from nova.domain.turn import Outcome
from nova.errors import NoModel
from nova.models.connect import connected
from nova.models.settings import ModelSettings
from nova.ports import Clock, Model, Progress, TraceStore
from nova.roles import Role, read_roles
from nova.runtime.budget import Budget, Limits, limits_of
from nova.runtime.context import system_of
from nova.runtime.loop import Agent, answer
from nova.runtime.offline import WHAT_TO_SET
from nova.runtime.toolbox import Toolbox
from nova.runtime.tracing import Tracer
from reviewer.agent.scope import ReviewScope
from reviewer.agent.tools import review_tools
from reviewer.domain.finding import Finding
from reviewer.sifting import Sieve

_REPLY = 2_000
"""Output tokens of one reply: enough for a recipe with its reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one role said about one snapshot."""

    role: str
    findings: tuple[Finding, ...]
    ending: str
    why: str
    """Why it ended where that is no answer, or why it had nothing more to propose."""
    trace: str
    cost_usd: Decimal

    def to_json(self) -> dict[str, Any]:
        return {"role": self.role, "findings": [_to_json(finding) for finding in self.findings],
                "ending": self.ending, "why": self.why, "trace": self.trace, "cost_usd": str(self.cost_usd)}


def roles_with_models() -> list[Role]:
    """The reviewers that need a model, by name."""
    return [role for role in read_roles("review") if role.model != "none"]


def ask(app: App, sieve: Sieve, found: Sequence[Finding], usd: Decimal, progress: Progress,
        keep: Callable[[Decimal], None]) -> list[dict[str, Any]]:
    """What every reviewer with a model says, one after the other, as `Heard.to_json`; at most `usd` dollars together.

    `keep` gets what may have been spent of them, whenever that changes. Raises NoModel when none is set.
    """
    heard: list[dict[str, Any]] = []
    roles = roles_with_models()
    within = Budget(Limits(usd=usd), app.models.price_list(), keep=keep)
    with connected(app.models, os.environ) as model:
        if model is None:
            raise NoModel(f"--model-budget asks for a model, and none is set. Set {WHAT_TO_SET}.")
        for role in roles:
            progress.step(len(heard), len(roles), role.name)
            scope = ReviewScope(sieve, tuple(found), role.name)
            heard.append(consult(role, scope, model=model, settings=app.models, within=within, traces=app.traces,
                                 clock=app.clock).to_json())
    return heard


def consult(role: Role, scope: ReviewScope, *, model: Model, settings: ModelSettings, within: Budget,
            traces: TraceStore, clock: Clock) -> Heard:
    """One role's look. Never raises for what the model or the wire does: that is how it ended.

    `within`: the budget of the whole review.
    """
    tracer = Tracer(traces, clock)
    with tracer.span(SpanKind.REVIEW, f"review {role.name}", {"nova.commit": scope.survey.snapshot.commit}) as span:
        outcome = answer(_agent(role, scope, model, settings, within, tracer), _request(scope))
        span.set("nova.ending", str(outcome.ending))
        span.set("nova.said", [finding.message for finding in scope.said])
    return Heard(role=role.name, findings=tuple(scope.said), ending=str(outcome.ending), trace=tracer.trace or "",
                 why=_why(scope, outcome), cost_usd=outcome.cost_usd)


def findings_of(heard: Iterable[dict[str, Any]]) -> list[Finding]:
    """The findings in what `Heard.to_json` gave."""
    return [Finding(**finding) for one in heard for finding in one["findings"]]


def _agent(role: Role, scope: ReviewScope, model: Model, settings: ModelSettings, within: Budget, tracer: Tracer
           ) -> Agent:
    return Agent(name=role.name, system=system_of(role), model=model, model_id=settings.model_of(role.tier),
                 toolbox=Toolbox.of(role.tools, review_tools(), scope, path=role.path, approval=role.approval),
                 budget=Budget(limits_of(role), settings.price_list(), within=within), tracer=tracer,
                 output=role.contract.output or "tool-calls.v1", requests=role.max_turns,
                 reply_tokens=_REPLY)


def _request(scope: ReviewScope) -> Sequence[Message]:
    survey = scope.survey
    accepted = "\n".join(f'{decision.id} "{decision.title}"' for decision in survey.decisions.accepted) or "none"
    modules = survey.index.modules
    lines = sum(facts.lines for facts in modules.values())
    text = (f"Review {survey.snapshot.project.name} at {survey.snapshot.commit[:7]}: {len(modules)} Python files, "
            f"{lines:,} lines. The deterministic reviewers have {len(scope.findings)} findings. Accepted decisions:\n"
            f"{accepted}\nPropose what is worth a maintainer's minute, or say nothing_to_propose.")
    return (Message("user", (Text(text),)),)


def _why(scope: ReviewScope, outcome: Outcome) -> str:
    return outcome.why or scope.finished or ""


def _to_json(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "details": dict(finding.details)}
