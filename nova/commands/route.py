"""The door `nova route`: which role would answer, and why. Nothing is asked of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nova.domain.route import Route


def add_commands(app: typer.Typer) -> None:
    """Add the command `route`."""
    app.command("route")(route)


def route(text: Annotated[str, typer.Argument(help="The request, as it would be typed in a chat.")],
          role_now: Annotated[str | None, typer.Option("--role-now", help="The role that answered last.")] = None,
          as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Which role would answer a request, and why; nobody is asked."""
    from nova.console import plain, say
    from nova.domain.route import Request
    from nova.roles import named, read_roles
    from nova.routing.classifier import classifier_of, examples_of
    from nova.routing.router import route as decide

    roles = read_roles()
    if role_now is not None:
        named(roles, role_now)
    found = decide(Request(text=text, role_now=role_now), roles, classifier_of(examples_of(roles)))
    if as_json:
        say(json.dumps(_data(found), indent=2))
        return
    say(plain(f"{found.act:<10} {found.role or '-'}"))
    say(plain(f"{'gate':<10} {found.gate}"))
    say(plain(f"{'router':<10} {found.reason}"))
    for candidate in found.candidates:
        say(plain(f"{'':<10} {candidate.role:<20} {candidate.score:.3f}"))
    for line in (found.question or "").splitlines():
        say(plain(line))


def _data(found: Route) -> dict[str, Any]:
    return {"act": found.act, "role": found.role, "text": found.text, "gate": found.gate, "reason": found.reason,
            "margin": round(found.margin, 4), "question": found.question,
            "candidates": [{"role": one.role, "score": round(one.score, 4)} for one in found.candidates]}
