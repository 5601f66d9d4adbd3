"""What one review was asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Small and JSON, since a run that was killed is recognised by them."""

    at: str | None = None
    """The revision to review; None: HEAD."""
    rules: tuple[str, ...] = ()
    """Only these; empty: every rule that a role may run."""
    at_most: int | None = None
    """New proposals in this run; None: as many as the settings allow."""
    dry_run: bool = False
    """Everything but opening."""
    allow_unproven: bool = False
    """Open drafts of any grade. The operator's word, never the project's."""

    model_budget: str = "0"
    """US dollars that models may cost in this run, as written; 0: no model is asked."""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "rules": list(self.rules)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Options:
        return cls(**{**data, "rules": tuple(data["rules"])})
