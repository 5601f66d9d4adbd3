"""`[models]` of the operator's settings: which model answers, where it is reached, what it costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any, Literal
from urllib.parse import urlsplit

from nova.domain.price import Price, Prices
from nova.errors import SettingsError, UnknownName

TIERS = ("fast", "standard", "deep")

_EXAMPLE = ('such as "some-model" = [2.0, 8.0]: US dollars for a million tokens, input and output, '
            "or input, output, cache read, cache write")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """NOVA_MODELS__*. Raises SettingsError for what could not be used later."""

    engine: Literal["offline", "anthropic"] = "offline"
    """NOVA_MODELS__ENGINE. A key that happens to be in the environment never turns a model on."""
    base_url: str | None = None
    """NOVA_MODELS__BASE_URL: a server that speaks Anthropic's Messages. None: Anthropic's own."""
    fast: str = "claude-haiku-4-5"
    """NOVA_MODELS__FAST: the model id of a role's tier `fast`; `standard` and `deep` likewise."""
    standard: str = "claude-sonnet-5-5"
    deep: str = "claude-opus-5-5"
    key_variable: str = "ANTHROPIC_API_KEY"
    """NOVA_MODELS__KEY_VARIABLE: the name of the variable that holds the key, never the key."""
    retries: int = 2
    """NOVA_MODELS__RETRIES: how often a request is sent again after 429, 529, another 5xx, or no connection."""
    prices: dict[str, Any] = field(default_factory=dict)
    """[models.prices]: by model id. None are known from the start; a budget in money needs them."""

    def __post_init__(self) -> None:
        # The value is not shown: it may well be the key.
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self.key_variable):
            raise SettingsError("models.key_variable is to be the name of a variable that holds the key, "
                                'such as "ANTHROPIC_API_KEY", not the key')
        if self.retries < 0:
            raise SettingsError(f"models.retries is to be 0 or more, not {self.retries}")
        if self.base_url is not None and not _is_address(self.base_url):
            raise SettingsError('models.base_url is to be an address such as "http://127.0.0.1:8080", without a user '
                                "or password: they would be sent in place of the key")
        self.price_list()

    def model_of(self, tier: str) -> str:
        """The model id of a role's tier. Raises UnknownName."""
        if tier not in TIERS:
            raise UnknownName("tier", tier, TIERS)
        return str(getattr(self, tier))

    def price_list(self) -> Prices:
        return Prices({model: _price(f'models.prices."{model}"', given) for model, given in self.prices.items()})


def _price(place: str, given: Any) -> Price:
    if not (isinstance(given, Sequence) and len(given) in (2, 4) and all(map(_is_amount, given))):
        raise SettingsError(f"{place} is to be {_EXAMPLE}, not {given!r}")
    return Price(*(Decimal(str(amount)) for amount in given))


def _is_amount(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and isfinite(given) and given >= 0


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and "@" not in parts.netloc
        return known and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
