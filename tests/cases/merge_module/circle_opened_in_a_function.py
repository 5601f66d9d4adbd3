# with: {"path": "shop/tax.py", "into": "shop/sums.py", "late_imports": true}
# file: shop/__init__.py
# file: shop/sums.py
"""Sums."""

from .text import clean


def total():
    """Of all."""
    return clean()


def mean():
    return total()
# file: shop/tax.py
def rate(): ...
# file: shop/text.py
from .tax import rate


def clean():
    return rate()
# becomes
# file: shop/sums.py
"""Sums."""


def total():
    """Of all."""
    from .text import clean
    return clean()


def mean():
    return total()


def rate(): ...
# deleted: shop/tax.py
# file: shop/text.py
from .sums import rate


def clean():
    return rate()
