"""What tokens cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from nova.domain.conversation import Usage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens. Reading from a cache and writing to it default to what Anthropic charges:
    a tenth, and a quarter more."""

    input: Decimal
    output: Decimal
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None

    def of(self, usage: Usage) -> Decimal:
        """Dollars, unrounded."""
        read = self.input / 10 if self.cache_read is None else self.cache_read
        write = self.input * 5 / 4 if self.cache_write is None else self.cache_write
        return (usage.input_tokens * self.input + usage.output_tokens * self.output
                + usage.cache_read_tokens * read + usage.cache_write_tokens * write) / _MILLION


@dataclass(frozen=True, slots=True)
class Prices:
    """By model id, as the operator has set them: the SDK knows none."""

    of: Mapping[str, Price] = field(default_factory=dict)
