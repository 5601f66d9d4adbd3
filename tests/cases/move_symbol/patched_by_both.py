# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
import time


def total():
    return time.time()


def show():
    return time.time()
# file: shop/sums.py
# file: tests/test_orders.py
from unittest import mock


@mock.patch("shop.orders.time")
def test_total(time): ...
# declined: replaces shop.orders.time: both what goes and what stays
