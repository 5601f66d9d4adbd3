# with: {"path": "shop/orders.py", "names": ["total", "tax"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
import time


def total():
    return time.time()


def tax(): ...


def show():
    return tax()
# file: shop/sums.py
# file: tests/test_orders.py
from unittest import mock


@mock.patch("shop.orders.time")
@mock.patch("shop.orders.total")
@mock.patch("shop.orders.tax")
def test_total(*mocks): ...
# file: docs/use.md
`shop.orders.total`, `shop.orders.show`
# becomes
# file: docs/use.md
`shop.sums.total`, `shop.orders.show`
# file: shop/orders.py
from shop.sums import tax


def show():
    return tax()
# file: shop/sums.py
import time


def total():
    return time.time()


def tax(): ...
# file: tests/test_orders.py
from unittest import mock


@mock.patch("shop.sums.time")
@mock.patch("shop.sums.total")
@mock.patch("shop.orders.tax")
def test_total(*mocks): ...
# leaves: tests/test_orders.py:6 shop/orders.py goes on using it under its own name
