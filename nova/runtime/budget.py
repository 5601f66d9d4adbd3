"""What an agent may spend. Reserved before a request for the most that it can cost, settled after for what it did.

Money, tokens, requests, tool calls and seconds are limits of their own. A budget may stand inside another, such as a
role's inside a review's: both are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from threading import RLock

from nova.clock import Stopwatch
from nova.domain.conversation import Usage
from nova.domain.price import Price, Prices
from nova.errors import NovaError
from nova.roles import Role

_SHORTEST = 64
"""Output tokens below which a request is not worth making."""
_OVERHEAD = 600
"""Tokens that an endpoint adds to a request with tools."""
_MILLION = Decimal(1_000_000)


class BudgetSpent(NovaError):
    """There is not enough left for another request."""


class UsageNotCredible(NovaError):
    """The endpoint reported more than the request can have used, or less than nothing."""

    def __init__(self, what: str, cost: Decimal) -> None:
        super().__init__(what)
        self.cost = cost
        """What was charged for the request all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """None: not limited."""

    usd: Decimal | None = None
    input_tokens: int | None = None
    """Over all requests together; what is read from a cache counts."""
    output_tokens: int | None = None
    requests: int | None = None
    tool_calls: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What one request may use at most."""

    input_tokens: int
    least_input: int
    """What it uses at least, by its size: an endpoint that reports less is not believed."""
    output_tokens: int
    usd: Decimal
    price: Price | None


def _forget(usd: Decimal) -> None:
    """Nobody goes on after a kill."""


class Budget:
    """One agent's, or one review's. Safe to share between threads."""

    def __init__(self, limits: Limits, prices: Prices, *, within: Budget | None = None,
                 keep: Callable[[Decimal], None] = _forget) -> None:
        """`keep` gets what may have been spent, before each request and after it: for who goes on after a kill."""
        self._limits = limits
        self._keep = keep
        self._prices = prices
        self._within = within
        self._lock: RLock = RLock() if within is None else within._lock
        self._watch = Stopwatch()
        self._reserved: list[Reservation] = []
        self.usd = Decimal(0)
        self.input_tokens = 0
        self.output_tokens = 0
        self.requests = 0
        self.tool_calls = 0

    @property
    def seconds_left(self) -> float | None:
        """Until the clock ends it; None: no clock does."""
        left = [] if self._limits.seconds is None else [self._limits.seconds - self._watch.seconds]
        if self._within is not None and self._within.seconds_left is not None:
            left.append(self._within.seconds_left)
        return min(left, default=None)

    def reserve(self, model: str, size: int, wanted: int) -> Reservation:
        """Before a request of `size` bytes that would like `wanted` output tokens.

        The output is made as short as what is left asks for. Raises BudgetSpent when that is not worth a request, and
        when money is limited and the model has no price.
        """
        # No text has more tokens than half its bytes, seen over code, prose and other scripts than Latin.
        asked = Reservation(input_tokens=size // 2 + _OVERHEAD, least_input=size // 8, output_tokens=wanted,
                            usd=Decimal(0), price=self._prices.of.get(model))
        with self._lock:
            reservation = self._narrowed(model, asked)
            for budget in self._chain:
                budget._reserved.append(reservation)
                budget._keep(budget._perhaps_spent)
        return reservation

    def settle(self, reservation: Reservation, usage: Usage, heard: int = 0) -> Decimal:
        """After the request; gives what it cost. `heard`: bytes of the reply, in words and in arguments of calls.

        Raises UsageNotCredible, after charging all that was reserved, when the report cannot be true.
        """
        credible = _credible(reservation, usage)
        least = Usage(input_tokens=reservation.least_input, output_tokens=min(heard // 8, reservation.output_tokens))
        used = _at_least(usage, least) if credible else Usage(input_tokens=reservation.input_tokens,
                                                              output_tokens=reservation.output_tokens)
        cost = min(reservation.usd, reservation.price.of(used)) if reservation.price else Decimal(0)
        with self._lock:
            for budget in self._chain:
                budget._charge(reservation, used, cost)
        if not credible:
            raise UsageNotCredible(f"the endpoint reports {usage.input_tokens:,} tokens in and {usage.output_tokens:,} "
                                   f"out for a request of at most {reservation.input_tokens:,} and "
                                   f"{reservation.output_tokens:,}. Its numbers cannot be relied on, so nothing more "
                                   "is asked of it.", cost)
        return cost

    def lose(self, reservation: Reservation, *, begun: bool) -> Decimal:
        """After a request that ended without a reply; gives what it is taken to have cost.

        `begun`: a reply had begun, so that all that was reserved may have been used. Else nothing was, but it counts
        as a request.
        """
        used = Usage(input_tokens=reservation.input_tokens, output_tokens=reservation.output_tokens)
        with self._lock:
            for budget in self._chain:
                budget._charge(reservation, used if begun else Usage(), reservation.usd if begun else Decimal(0))
        return reservation.usd if begun else Decimal(0)

    def spend_tool_call(self) -> None:
        """Raises BudgetSpent when there is none left."""
        with self._lock:
            for budget in self._chain:
                limit = budget._limits.tool_calls
                if limit is not None and budget.tool_calls >= limit:
                    raise BudgetSpent(f"all {limit} tool calls of the budget are made")
            for budget in self._chain:
                budget.tool_calls += 1

    @property
    def _perhaps_spent(self) -> Decimal:
        return self.usd + sum((held.usd for held in self._reserved), Decimal(0))

    @property
    def _chain(self) -> list[Budget]:
        return [self] if self._within is None else [self, *self._within._chain]

    def _narrowed(self, model: str, asked: Reservation) -> Reservation:
        output, price = asked.output_tokens, asked.price
        for budget in self._chain:
            output = min(output, budget._room(model, asked))
        usd = Decimal(0) if price is None else _most(price, asked.input_tokens, output)
        return Reservation(input_tokens=asked.input_tokens, least_input=asked.least_input, output_tokens=output,
                           usd=usd, price=price)

    def _room(self, model: str, asked: Reservation) -> int:
        """Output tokens that there is room for. Raises BudgetSpent."""
        limits = self._limits
        held_in = self.input_tokens + sum(held.input_tokens for held in self._reserved)
        held_out = self.output_tokens + sum(held.output_tokens for held in self._reserved)
        if limits.requests is not None and self.requests + len(self._reserved) >= limits.requests:
            raise BudgetSpent(f"all {limits.requests} requests of the budget are made")
        if limits.seconds is not None and self._watch.seconds >= limits.seconds:
            raise BudgetSpent(f"the {limits.seconds:.0f} seconds of the budget are over")
        if limits.input_tokens is not None and held_in + asked.input_tokens > limits.input_tokens:
            raise BudgetSpent(f"{limits.input_tokens - held_in:,} of {limits.input_tokens:,} input tokens are left, "
                              f"and the next request may take {asked.input_tokens:,}")
        room = asked.output_tokens
        if limits.output_tokens is not None:
            room = min(room, limits.output_tokens - held_out)
        if limits.usd is not None:
            room = min(room, self._affordable(model, asked, limits.usd))
        if room < min(_SHORTEST, asked.output_tokens):
            raise BudgetSpent(self._spent(room))
        return room

    def _affordable(self, model: str, asked: Reservation, limit: Decimal) -> int:
        if asked.price is None:
            raise BudgetSpent(f"{model} has no price, so a budget in money cannot be kept. Set one in nova.toml, US "
                              f'dollars for a million tokens in and out: [models.prices] "{model}" = [3.0, 15.0]')
        left = limit - self._perhaps_spent - _most(asked.price, asked.input_tokens, 0)
        if left < 0:
            return 0
        return int(left * _MILLION / asked.price.output) if asked.price.output else asked.output_tokens

    def _spent(self, room: int) -> str:
        limits = self._limits
        money = "" if limits.usd is None else f"${self.usd:.4f} of ${limits.usd} spent, "
        return f"the budget has no room for another reply: {money}{max(room, 0):,} output tokens would be left"

    def _charge(self, reservation: Reservation, used: Usage, cost: Decimal) -> None:
        self._reserved.remove(reservation)
        self.requests += 1
        self.usd += cost
        self.input_tokens += _all_input(used)
        self.output_tokens += used.output_tokens
        self._keep(self._perhaps_spent)


def limits_of(role: Role) -> Limits:
    """What one turn of the role may spend."""
    budget = role.budget
    return Limits(usd=None if budget.usd is None else Decimal(str(budget.usd)), input_tokens=budget.input_tokens,
                  output_tokens=budget.output_tokens, requests=role.max_turns, tool_calls=budget.tool_calls,
                  seconds=budget.seconds)


def _most(price: Price, input_tokens: int, output_tokens: int) -> Decimal:
    """What a request costs at most: all of its input could be written to a cache."""
    return max(price.of(Usage(input_tokens=input_tokens, output_tokens=output_tokens)),
               price.of(Usage(cache_write_tokens=input_tokens, output_tokens=output_tokens)))


def _credible(reservation: Reservation, usage: Usage) -> bool:
    counts = (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens)
    return (all(count >= 0 for count in counts) and _all_input(usage) <= reservation.input_tokens
            and usage.output_tokens <= reservation.output_tokens)


def _all_input(usage: Usage) -> int:
    return usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens


def _at_least(usage: Usage, least: Usage) -> Usage:
    missing = max(0, least.input_tokens - _all_input(usage))
    return Usage(input_tokens=usage.input_tokens + missing,
                 output_tokens=max(usage.output_tokens, least.output_tokens),
                 cache_read_tokens=usage.cache_read_tokens, cache_write_tokens=usage.cache_write_tokens)
