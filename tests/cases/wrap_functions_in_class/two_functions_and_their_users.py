# with: {"path": "shop/tax.py", "functions": ["rate", "tax"], "holder": "Taxes", "doc": "What the state gets."}
# file: shop/__init__.py
# file: shop/tax.py
"""Taxes."""
import functools

KNOWN = {}


# Per cent.
@functools.cache
def rate(country):
    """The rate.

    In per cent.
    """
    text = """a
b"""
    return KNOWN.get(country, text)


async def other():
    return tax(1, "de")


def tax(amount, country):
    return amount * rate(country)  # rounded later


def last(): return map(rate, KNOWN)
# file: shop/cart.py
from . import tax as taxes
from .tax import (
    other,
    rate,
    tax,
)

print(tax(1, "de"), taxes.rate("fr"), other)
# file: shop/late.py
def f():
    from shop.tax import rate as r
    return r("de")
# file: tests/test_tax.py
from unittest import mock

import shop.tax


def test_tax():
    with mock.patch("shop.tax.rate", return_value=3):
        assert f"{shop.tax.tax(2, 'de')}" == "6"
# becomes
# file: shop/tax.py
"""Taxes."""
import functools

KNOWN = {}


class Taxes:
    """What the state gets."""

    # Per cent.
    @staticmethod
    @functools.cache
    def rate(country):
        """The rate.

        In per cent.
        """
        text = """a
b"""
        return KNOWN.get(country, text)

    @staticmethod
    def tax(amount, country):
        return amount * Taxes.rate(country)  # rounded later


async def other():
    return Taxes.tax(1, "de")


def last(): return map(Taxes.rate, KNOWN)
# file: shop/cart.py
from . import tax as taxes
from .tax import (
    Taxes,
    other,
)

print(Taxes.tax(1, "de"), taxes.Taxes.rate("fr"), other)
# file: shop/late.py
def f():
    from shop.tax import Taxes
    return Taxes.rate("de")
# file: tests/test_tax.py
from unittest import mock

import shop.tax


def test_tax():
    with mock.patch("shop.tax.Taxes.rate", return_value=3):
        assert f"{shop.tax.Taxes.tax(2, 'de')}" == "6"
