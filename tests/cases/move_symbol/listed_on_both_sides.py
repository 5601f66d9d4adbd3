# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
from .orders import LIMIT, total

__all__ = ["LIMIT", "total"]
# file: shop/orders.py
__all__ = [
    "LIMIT",
    "total",
]

LIMIT = 1


def total(): ...
# file: shop/sums.py
__all__ = ["mean"]


def mean(): ...
# becomes
# file: shop/__init__.py
from .orders import LIMIT
from .sums import total

__all__ = ["LIMIT", "total"]
# file: shop/orders.py
__all__ = [
    "LIMIT",
]

LIMIT = 1
# file: shop/sums.py
__all__ = ["mean", "total"]


def mean(): ...


def total(): ...
