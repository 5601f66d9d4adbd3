"""How long a proof, or a part of one, may still take; and the sentence for when that is spent."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """Seconds from the moment at which it was made. What has no time left says nothing about the tests."""

    until: float
    """On the monotonic clock."""
    why: str
    """`the proof's time of 1800 s is spent`."""

    @classmethod
    def of(cls, seconds: float, why: str) -> Allowance:
        return cls(time.monotonic() + seconds, why)

    @property
    def left(self) -> float:
        return max(0.0, self.until - time.monotonic())

    def at_most(self, seconds: float, why: str) -> Allowance:
        """A part of it: whichever ends first, with its own sentence."""
        part = Allowance.of(seconds, why)
        return part if part.until < self.until else self


ENDLESS = Allowance(math.inf, "")


@dataclass(slots=True)
class ProvingTime:
    """The operator's time for all proofs of one review together."""

    seconds: float
    used: float = 0.0
    """By drafts that are proved; two at a time count once."""

    @property
    def is_spent(self) -> bool:
        """In less than a second nothing can be proved."""
        return self.seconds - self.used < 1

    @property
    def why(self) -> str:
        return f"the proof's time of {self.seconds:.0f} s is spent"

    def allowance(self) -> Allowance:
        return Allowance.of(self.seconds - self.used, self.why)
