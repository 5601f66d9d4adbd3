# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
"""Orders."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from .text import clean, shorten

if TYPE_CHECKING:
    from .report import Report

LIMIT = 3


# Adds up.
def total(lines, of: Report) -> int:
    """The sum."""
    return len(re.split(clean(lines), "")) + LIMIT


def show():
    return os.sep, shorten
# file: shop/sums.py
"""Sums."""

from __future__ import annotations

import math


def mean():
    return math.pi


if __name__ == "__main__":
    mean()
# file: shop/report.py
class Report: ...
# file: shop/text.py
def clean(): ...


def shorten(): ...
# becomes
# file: shop/orders.py
"""Orders."""

from __future__ import annotations

import os

from .text import shorten

LIMIT = 3


def show():
    return os.sep, shorten
# file: shop/sums.py
"""Sums."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from .orders import LIMIT
from .text import clean

if TYPE_CHECKING:
    from .report import Report


def mean():
    return math.pi


# Adds up.
def total(lines, of: Report) -> int:
    """The sum."""
    return len(re.split(clean(lines), "")) + LIMIT


if __name__ == "__main__":
    mean()
