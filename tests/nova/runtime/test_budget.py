"""What an agent may spend: never more than that, whatever the endpoint reports."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nova.domain.conversation import Usage
from nova.domain.price import Price, Prices
from nova.runtime.budget import Budget, BudgetSpent, Limits, UsageNotCredible

PRICES = Prices({"m": Price(Decimal(3), Decimal(15))})


def budget(within=None, **limits) -> Budget:
    if "usd" in limits:
        limits["usd"] = Decimal(limits["usd"])
    return Budget(Limits(**limits), PRICES, within=within)


def test_a_request_is_reserved_for_the_most_it_can_cost_and_settled_for_what_it_did():
    one = budget(usd="1")
    held = one.reserve("m", size=4_000, wanted=1_000)
    assert held.input_tokens == 2_600
    assert held.usd == (Decimal(2_600) * 3 * 5 / 4 + 15_000) / 1_000_000
    assert one.settle(held, Usage(input_tokens=1_000, output_tokens=200)) == Decimal("0.006")
    assert (one.usd, one.input_tokens, one.output_tokens, one.requests) == (Decimal("0.006"), 1_000, 200, 1)


def test_the_reply_is_made_as_short_as_the_money_asks_for():
    held = budget(usd="0.02").reserve("m", size=2_000, wanted=4_000)
    assert 64 <= held.output_tokens < 1_000
    assert held.usd <= Decimal("0.02")


def test_no_request_when_no_reply_worth_having_can_be_paid():
    with pytest.raises(BudgetSpent, match=r"\$0.0000 of \$0.001 spent"):
        budget(usd="0.001").reserve("m", size=2_000, wanted=1_000)


def test_a_model_without_a_price_cannot_keep_a_budget_in_money():
    with pytest.raises(BudgetSpent, match=r'dear has no price.*\[models.prices\] "dear" ='):
        budget(usd="1").reserve("dear", size=10, wanted=100)


def test_without_a_budget_in_money_a_price_is_not_needed():
    one = budget(requests=1)
    assert one.settle(one.reserve("local", size=10, wanted=100), Usage(output_tokens=5)) == 0


@pytest.mark.parametrize("limits", [{"requests": 2}, {"output_tokens": 200}, {"input_tokens": 1_300}])
def test_every_limit_ends_it(limits):
    one = budget(**limits)
    for _ in range(2):
        one.settle(one.reserve("m", size=10, wanted=100), Usage(input_tokens=600, output_tokens=100))
    with pytest.raises(BudgetSpent):
        one.reserve("m", size=10, wanted=100)


def test_tool_calls_are_counted():
    one = budget(tool_calls=1)
    one.spend_tool_call()
    with pytest.raises(BudgetSpent, match="all 1 tool calls"):
        one.spend_tool_call()


def test_a_budget_inside_another_asks_both():
    review = budget(usd="0.05")
    first, second = budget(review, usd="1"), budget(review, usd="1")
    held = first.reserve("m", size=1_000, wanted=2_900)
    with pytest.raises(BudgetSpent):
        second.reserve("m", size=1_000, wanted=2_900)
    first.settle(held, Usage(input_tokens=500, output_tokens=100))
    assert review.usd == first.usd == Decimal("0.003")


@pytest.mark.parametrize("usage", [
    Usage(input_tokens=-1), Usage(input_tokens=10**9), Usage(output_tokens=101), Usage(cache_read_tokens=-5),
    Usage(cache_write_tokens=10**12)])
def test_a_usage_that_cannot_be_is_charged_as_all_that_was_reserved_and_ends_it(usage):
    one = budget(usd="1")
    held = one.reserve("m", size=1_000, wanted=100)
    with pytest.raises(UsageNotCredible, match="cannot be relied on"):
        one.settle(held, usage)
    assert one.usd == held.usd or one.usd < held.usd
    assert (one.input_tokens, one.output_tokens) == (held.input_tokens, 100)


def test_an_endpoint_that_reports_nothing_is_charged_by_size():
    one = budget(usd="1")
    one.settle(one.reserve("m", size=8_000, wanted=500), Usage(), heard=800)
    assert (one.input_tokens, one.output_tokens) == (1_000, 100)


def test_what_may_be_spent_is_kept_before_the_request_and_what_was_after_it():
    kept = []
    review = Budget(Limits(usd=Decimal(1)), PRICES, keep=kept.append)
    one = budget(review)
    held = one.reserve("m", size=4_000, wanted=1_000)
    assert kept == [held.usd]
    cost = one.settle(held, Usage(input_tokens=1_000, output_tokens=200))
    assert kept[1:] == [cost]


def test_a_reply_that_broke_off_costs_what_was_reserved_and_one_that_never_began_nothing():
    one = budget(usd="1")
    assert one.lose(held := one.reserve("m", size=100, wanted=100), begun=True) == held.usd
    assert one.lose(one.reserve("m", size=100, wanted=100), begun=False) == 0
    assert (one.usd, one.requests) == (held.usd, 2)


count = some.integers(min_value=-10**12, max_value=10**12)


@given(some.lists(some.tuples(some.integers(0, 10**6), some.integers(1, 10**5), count, count, count, count)))
def test_whatever_is_reported_the_budget_holds(requests):
    one = budget(usd="0.50", input_tokens=200_000, output_tokens=20_000, requests=12)
    for size, wanted, given_in, given_out, read, written in requests:
        try:
            held = one.reserve("m", size, wanted)
            one.settle(held, Usage(input_tokens=given_in, output_tokens=given_out, cache_read_tokens=read,
                                   cache_write_tokens=written))
        except (BudgetSpent, UsageNotCredible):
            pass
        assert one.usd <= Decimal("0.50")
        assert one.input_tokens <= 200_000
        assert one.output_tokens <= 20_000
        assert one.requests <= 12
