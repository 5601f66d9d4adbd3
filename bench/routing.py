"""How often the router acts, asks, and is wrong.

    python -m bench routing

On the examples of the chat roles: each left out in turn (`examples`), and each role left out in turn, so that its
examples belong to nobody and every act is wrong (`strangers`). And on requests that are no examples: `clear` ones have
one role, `ambiguous` ones two, `out-of-scope` ones none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nova.domain.route import Act, Request
from nova.roles import Role, read_roles
from nova.routing.classifier import Classifier, Example, examples_of
from nova.routing.router import route

REQUESTS = Path(__file__).parent.parent / "tests/nova/routing/requests.json"
SORTS = ("clear", "ambiguous", "out-of-scope")


def main(arguments: list[str]) -> int:
    print(json.dumps(measured(read_roles("chat")), indent=2))
    return 0


def measured(roles: list[Role]) -> dict[str, Any]:
    examples = examples_of(roles)
    requests = json.loads(REQUESTS.read_text(encoding="utf-8"))
    whole = Classifier(examples)
    return {
        "examples": counted((_routed(one.text, roles, _without(examples, one)), {one.role})
                            for one in examples if not one.near_miss),
        "strangers": counted(one for role in roles for one in _as_strangers(role, roles)),
        **{sort: counted((_routed(one["text"], roles, whole), set(one["roles"]))
                         for one in requests if one["sort"] == sort) for sort in SORTS},
    }


def counted(routed: Iterable[tuple[str | None, set[str]]]) -> dict[str, int]:
    """(the role that acted, None when it asked; the roles that would be right)."""
    all_ = list(routed)
    acted = [(role, right) for role, right in all_ if role is not None]
    return {"requests": len(all_), "acted": len(acted), "wrong": sum(role not in right for role, right in acted),
            "asked": len(all_) - len(acted)}


def _as_strangers(role: Role, roles: list[Role]) -> list[tuple[str | None, set[str]]]:
    others = [other for other in roles if other is not role]
    classifier = Classifier(examples_of(others))
    return [(_routed(text, others, classifier), set()) for text in role.routing.examples]


def _routed(text: str, roles: list[Role], classifier: Classifier) -> str | None:
    found = route(Request(text=text), roles, classifier)
    return found.role if found.act is Act.ACT else None


def _without(examples: tuple[Example, ...], one: Example) -> Classifier:
    """Its twins among the near-misses are left out with it."""
    return Classifier(tuple(example for example in examples if example.text != one.text))
