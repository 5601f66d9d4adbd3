# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
"""Sums."""

import math

from .tax import rate


def total(x):
    return math.floor(x) * rate()
# file: shop/tax.py
"""Taxes."""

import os
import re

from .text import clean

RATE = 2


# In percent.
def rate():
    return RATE, os.sep, re, clean
# file: shop/text.py
def clean(): ...
# file: app.py
from shop import tax
from shop.sums import total
from shop.tax import rate as tax_rate

print(tax.rate, total, tax_rate)
# file: tests/test_tax.py
import shop.tax


def test_rate(monkeypatch):
    monkeypatch.setattr("shop.tax.RATE", 3)
    assert shop.tax.rate()
# file: docs/index.md
See `shop.tax` in shop/tax.py.
# becomes
# file: app.py
from shop import sums
from shop.sums import rate as tax_rate, total

print(sums.rate, total, tax_rate)
# file: docs/index.md
See `shop.sums` in shop/sums.py.
# file: shop/sums.py
"""Sums."""

import math
import os
import re

from .text import clean

RATE = 2


def total(x):
    return math.floor(x) * rate()


# In percent.
def rate():
    return RATE, os.sep, re, clean
# deleted: shop/tax.py
# file: tests/test_tax.py
import shop.sums


def test_rate(monkeypatch):
    monkeypatch.setattr("shop.sums.RATE", 3)
    assert shop.sums.rate()
