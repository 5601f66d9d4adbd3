"""Which sandbox this machine has: the best one whose whole attack matrix holds here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from nova.errors import SandboxUnavailable
from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox.bubblewrap import Sandbox, installed
from reviewer.proof.sandbox.interpreter import Missing
from reviewer.proof.sandbox.landlocked import landlocked
from reviewer.proof.sandbox.outlive import thoroughly
from reviewer.proof.sandbox.probe import Selftest, attacked

ALLOWED = (Tier.STRICT, Tier.CONTAINER)
"""Tiers that are used unless the operator says otherwise."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One sandbox, and what became of it."""

    tier: Tier
    what: str
    """How it differs from the strict one, for a person."""
    result: Selftest


@dataclass(frozen=True, slots=True)
class Report:
    """What `nova sandbox selftest` shows: every tier tried, best first."""

    tried: tuple[Tried, ...]
    allowed: Sequence[Tier]

    @property
    def best(self) -> Tried | None:
        """The one that proofs use."""
        return next((one for one in self.tried if one.result.tier is not Tier.NONE and one.tier in self.allowed), None)

    @property
    def why(self) -> str:
        return "" if self.best else "; ".join(dict.fromkeys(one.result.why or f"{one.tier} is not among the tiers that "
                                                            "the operator allows" for one in self.tried))

    def to_json(self) -> dict[str, Any]:
        """The shape that FORMATS promises, and beside it every tier tried."""
        best = self.best or (self.tried[0] if self.tried else None)
        attacks = [attack.to_json() for attack in best.result.attacks] if best else []
        return {"tier": str(self.best.tier if self.best else Tier.NONE), "attacks": attacks, "why": self.why,
                "tried": [_row(one) for one in self.tried]}


def _row(one: Tried) -> dict[str, Any]:
    found = one.result
    return {"tier": str(one.tier), "what": one.what, "holds": found.tier is not Tier.NONE, "why": found.why,
            "attacks": [attack.to_json() for attack in found.attacks],
            "not_tried": [{"name": row.name, "why": row.why} for row in found.not_tried]}


@cache
def find_sandbox(allowed: Sequence[Tier] = ALLOWED) -> Sandbox | Missing:
    """The best sandbox of this machine on which every attack was held; asked once per process."""
    whys: dict[str, None] = {}
    try:
        for what, sandbox in candidates():
            if sandbox.tier in allowed:
                result = attacked(sandbox)
                if result.tier is sandbox.tier:
                    return sandbox
                whys[f"{sandbox.tier}{what and f', {what}'}: {result.why}"] = None
    except SandboxUnavailable as error:
        whys[str(error)] = None
    return Missing(f"no sandbox: {'; '.join(whys)}")


def selftest(allowed: Sequence[Tier] = ALLOWED) -> Report:
    """Attack every sandbox of this machine anew."""
    tried = []
    try:
        for what, sandbox in candidates():
            tried.append(Tried(sandbox.tier, what, thoroughly(sandbox, attacked(sandbox))))
    except SandboxUnavailable as error:
        tried.append(Tried(Tier.NONE, "", Selftest(Tier.NONE, (), str(error))))
    return Report(tuple(tried), allowed)


def candidates() -> Iterator[tuple[str, Sandbox]]:
    """Best first. Raises SandboxUnavailable, with what to install."""
    strict = installed()
    yield "", strict
    lesser = replace(strict, tier=Tier.CONTAINER)
    yield "an empty /proc", replace(lesser, fresh_proc=False)
    yield "no user namespace", replace(lesser, user_namespace=False)
    yield "no user namespace, an empty /proc", replace(lesser, user_namespace=False, fresh_proc=False)
    yield "", landlocked(strict.prlimit)
