"""Which role answers: the gates in order, then the classifier, which acts only when it is sure and else asks.

THRESHOLD and MARGIN were chosen on the examples alone (`python -m bench routing`): each left out in turn, 31 of 111
are acted on and none wrongly (at a margin of .08: 39, 3 of them wrongly); each role left out in turn, so that its
examples belong to nobody, none of 96 is acted on (at a threshold of .20: 2). FIELD_NOTES say why so strict: a lexical
classifier cannot refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nova.domain.route import Act, Candidate, Choice, Gate, Request, Route, margin
from nova.errors import BadInput
from nova.roles import Approval, Role
from nova.routing import gates
from nova.routing.classifier import Classifier

THRESHOLD = 0.25
"""The score that the best role needs."""
MARGIN = 0.12
"""How far it must be ahead of the next."""
FLOOR = 0.1
"""A role with less is not offered, unless none has more."""
OFFERED = 3

_SHORT = 8
"""Words: a follow-up is short."""
_GOES_ON = re.compile(r"^(?:and|but|so|then|also|how so|what about|how about|what else|which ones?|more|go on|again|"
                      r"really|since when)\b|^why\W*$|\b(?:it|its|that|this|those|these|them|they|one|ones|first|"
                      r"second|third|same|others?)\b", re.IGNORECASE)
"""What leans on the turn before: a word that begins by going on, or one that points back."""


def route(request: Request, roles: Sequence[Role], classifier: Classifier) -> Route:
    """One decision, with its reason. Raises UnknownName for a role that is not there, BadInput for an empty request."""
    if not request.text.strip():
        raise BadInput("The request is empty. Say what you want to know.")
    allowed = gates.reachable(request, roles)
    found = (gates.explicit(request, roles) or gates.pending(request, allowed) or gates.permission(request, roles)
             or _by_likeness(request, allowed, classifier))
    return _knowing(found, request, allowed)


def _by_likeness(request: Request, allowed: Sequence[Role], classifier: Classifier) -> Route:
    names = {role.name: role for role in allowed}
    ranked = tuple(candidate for candidate in classifier.rank(request.text) if candidate.role in names)
    return (_follow_up(request, ranked, names) or _sure(request, ranked) or _unsure(request, ranked, names))


def _sure(request: Request, ranked: tuple[Candidate, ...]) -> Route | None:
    if not ranked or _why_not(ranked):
        return None
    return Route(act=Act.ACT, gate=Gate.CLASSIFIER, role=ranked[0].role, text=request.text.strip(), candidates=ranked,
                 reason=f"act. {_scores(ranked)}; margin {_short(margin(ranked))}.")


def _follow_up(request: Request, ranked: tuple[Candidate, ...], names: dict[str, Role]) -> Route | None:
    """Stay with the current role, unless another one is clearly nearer. None as well when it is sure without this."""
    now, text = request.role_now, request.text.strip()
    if now not in names or len(text.split()) > _SHORT or _GOES_ON.search(text) is None:
        return None
    if ranked and (not _why_not(ranked) if ranked[0].role == now else _clearly_nearer(ranked, now)):
        return None
    return Route(act=Act.ACT, gate=Gate.FOLLOW_UP, role=now, text=text, candidates=ranked,
                 reason=f"act. It goes on with {now}, and no other role is clearly nearer: {_scores(ranked)}.")


def _unsure(request: Request, ranked: tuple[Candidate, ...], names: dict[str, Role]) -> Route:
    near = [candidate.role for candidate in ranked if candidate.score >= FLOOR][:OFFERED]
    offered = near or list(names)[:OFFERED]
    asked = "Which one is it?" if near else "Nothing here looks like that. Is it for one of these?"
    return Route(act=Act.ASK, gate=Gate.CLASSIFIER, text=request.text.strip(), candidates=ranked,
                 reason=f"no act. {_scores(ranked)}; {_why_not(ranked)}.",
                 question="\n".join([asked, *_options([names[name] for name in offered])]),
                 pending=Choice(request.text.strip(), tuple(offered)))


def _knowing(found: Route, request: Request, allowed: Sequence[Role]) -> Route:
    """The same, unless the role needs to know what the session does not."""
    role = next((role for role in allowed if found.act is Act.ACT and role.name == found.role), None)
    missing = [] if role is None else [need for need in role.routing.needs if need not in request.known]
    if role is None or not missing or found.approved is not None:
        return found
    return Route(act=Act.ASK, gate=found.gate, role=role.name, text=found.text, candidates=found.candidates,
                 reason=f"no act. {role.name} is meant; unknown: {', '.join(missing)}.", question=role.routing.ask)


def _why_not(ranked: tuple[Candidate, ...]) -> str:
    """What keeps the best one from acting; empty when nothing does."""
    if not ranked or ranked[0].score < THRESHOLD:
        return f"best {_short(ranked[0].score if ranked else 0)} < {_short(THRESHOLD)}"
    ahead = margin(ranked)
    return f"margin {_short(ahead)} < {_short(MARGIN)}" if ahead < MARGIN else ""


def _clearly_nearer(ranked: tuple[Candidate, ...], now: str) -> bool:
    """Whether the best one is, than the current one."""
    own = next((candidate.score for candidate in ranked if candidate.role == now), 0.0)
    return ranked[0].score >= max(THRESHOLD, own + MARGIN)


def _scores(ranked: tuple[Candidate, ...]) -> str:
    return ", ".join(f"{candidate.role} {_short(candidate.score)}" for candidate in ranked[:OFFERED]) or "no candidate"


def _short(score: float) -> str:
    """.46; 1.00 keeps its digit."""
    return f"{score:.2f}".removeprefix("0")


def _options(roles: Sequence[Role]) -> list[str]:
    width = max(len(role.name) for role in roles)
    lines = [f"   {number}  {role.name:<{width}}  {', '.join(role.owns[:2])}{_asks(role)}"
             for number, role in enumerate(roles, 1)]
    return [*lines, f"   {len(roles) + 1}  something else"]


def _asks(role: Role) -> str:
    asked = any(approval is Approval.ALWAYS_ASK for approval in role.approval.values())
    return " (some of it needs your approval)" if asked else ""
