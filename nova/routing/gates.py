"""What decides before any classifier is asked, each its own function: a route, or None when it has nothing to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from nova.domain.route import Act, Approval, Choice, Gate, Request, Route
from nova.roles import Role, named

_NAMED = re.compile(r"@([\w-]{1,64})(?:[\s,:]+(.*))?", re.DOTALL)
_YES, _NO = ("yes", "y"), ("no", "n")
_ELSE = ("something else", "none", "neither", "else")


def explicit(request: Request, roles: Sequence[Role]) -> Route | None:
    """`@role` at the beginning. Raises UnknownName with the nearest role."""
    found = _NAMED.fullmatch(request.text.strip())
    if found is None:
        return None
    allowed = reachable(request, roles)
    stranger = next((role for role in roles if role.name == found[1] and role not in allowed), None)
    if stranger is not None:
        return _out_of_reach(stranger, allowed, found[2] or "")
    role = named(allowed, found[1])
    waiting = request.pending.text if isinstance(request.pending, Choice) else ""
    text = (found[2] or "").strip() or waiting
    if not text:
        return Route(act=Act.ASK, gate=Gate.EXPLICIT, role=role.name, text="", reason=f"no act. {role.name} was named, "
                     "and nothing asked of it.", question=f"What do you want of {role.name}?")
    return Route(act=Act.ACT, gate=Gate.EXPLICIT, role=role.name, text=text, reason=f"act. {role.name} was named.")


def pending(request: Request, roles: Sequence[Role]) -> Route | None:
    """The answer to a question that waits. Anything else that is typed is a new request, and the question lapses."""
    said = " ".join(request.text.casefold().split()).rstrip(".!")
    if isinstance(request.pending, Approval):
        return _approval(request.pending, said, roles)
    return None if request.pending is None else _choice(request.pending, said, roles)


def reachable(request: Request, roles: Iterable[Role]) -> list[Role]:
    """The roles of the kinds that the door may reach, by name."""
    return sorted((role for role in roles if role.kind in request.kinds), key=lambda role: role.name)


def permission(request: Request, roles: Sequence[Role]) -> Route | None:
    """Refuses when the door reaches none of the roles."""
    if reachable(request, roles):
        return None
    return Route(act=Act.REFUSE, gate=Gate.PERMISSION, text=request.text,
                 reason=f"refused. There is no {_listed(request.kinds)} role here.")


def _out_of_reach(role: Role, allowed: Sequence[Role], text: str) -> Route:
    near = get_close_matches(role.name, [other.name for other in allowed], n=1)
    hint = f" Did you mean @{near[0]}?" if near else ""
    kinds = _listed({other.kind for other in allowed}) or "no"
    return Route(act=Act.REFUSE, gate=Gate.EXPLICIT, text=text,
                 reason=f"refused. {role.name} is a {role.kind} role; this door reaches {kinds} roles only.{hint}")


def _approval(waiting: Approval, said: str, roles: Sequence[Role]) -> Route | None:
    if said not in _YES + _NO or all(role.name != waiting.role for role in roles):
        return None
    return Route(act=Act.ACT, gate=Gate.PENDING, role=waiting.role, text=said, approved=said in _YES,
                 reason=f"act. {'Yes' if said in _YES else 'No'} to what {waiting.role} asked.")


def _choice(waiting: Choice, said: str, roles: Sequence[Role]) -> Route | None:
    if said in _ELSE or said == str(len(waiting.roles) + 1):
        return Route(act=Act.ASK, gate=Gate.PENDING, text=waiting.text, reason="no act. None of the roles was chosen.",
                     question="Say it in other words, or name a role: @role and the request. "
                              f"There are {', '.join(role.name for role in roles)}.")
    offered = {str(number): name for number, name in enumerate(waiting.roles, 1)}
    chosen = offered.get(said, said)
    if chosen not in (role.name for role in roles):
        return None
    return Route(act=Act.ACT, gate=Gate.PENDING, role=chosen, text=waiting.text, reason=f"act. {chosen} was chosen.")


def _listed(kinds: Iterable[str]) -> str:
    return " or ".join(sorted(kinds))
