"""One file per check beside the tests: `CHECK` reads alone, `IN_SANDBOX` runs something of the project."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol

from nova.domain.snapshot import TreeOid
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult
from reviewer.ports import Check
from reviewer.proof.runs import Runs


class SandboxedCheck(Protocol):
    """One piece of proof that runs the project's code, or its tools, on both sides. Found as `IN_SANDBOX`."""

    @property
    def name(self) -> str: ...

    @property
    def order(self) -> int:
        """Cheapest first; the first failure ends the proof."""

    def run(self, draft: Draft, head: TreeOid, runs: Runs) -> CheckResult:
        """`head`: the tree of the proof, with the base's own tests. Not run, with why, where a project has nothing
        to run; that lowers no grade."""


@cache
def checks() -> tuple[Check, ...]:
    """Every check that runs nothing of the project, cheapest first."""
    found: list[Check] = [module.CHECK for module in _modules() if hasattr(module, "CHECK")]
    return tuple(sorted(found, key=lambda check: (check.order, check.name)))


@cache
def sandboxed_checks() -> tuple[SandboxedCheck, ...]:
    """Every check that does, cheapest first."""
    found: list[SandboxedCheck] = [module.IN_SANDBOX for module in _modules() if hasattr(module, "IN_SANDBOX")]
    return tuple(sorted(found, key=lambda check: (check.order, check.name)))


def _modules() -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            yield import_module(f"{__name__}.{info.name}")
