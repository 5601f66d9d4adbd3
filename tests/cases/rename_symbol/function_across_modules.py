# with: {"old": "shop/orders.py::place", "new": "submit"}
# file: shop/__init__.py
from .orders import place

__all__ = ["place"]
# file: shop/orders.py
def place(order: "Order") -> str:
    return place.__name__ if order else "place"


class Order:
    def place(self):
        return place(self)
# file: shop/web.py
import shop.orders
import shop.orders as o
from shop import orders, place as put
from shop.orders import place


def handle(place_now, reorder=place):
    place(o.place)
    shop.orders.place(orders.place, put)
    return f"{place(1)!r} {place_now}"
# file: tests/test_web.py
from unittest.mock import patch

from shop.web import place


@patch("shop.web.place")
@patch("shop.orders.place.__name__", new="shop.orders.placed")
def test_place(fake, monkeypatch):
    import shop
    monkeypatch.setattr(shop.orders, "place", fake)
    assert getattr(shop, "place", place) == {"place": 1}
# becomes
# leaves: shop/orders.py:2 a string that may mean something else
# leaves: tests/test_web.py:11 a string that may mean something else
# file: shop/__init__.py
from .orders import submit

__all__ = ["submit"]
# file: shop/orders.py
def submit(order: "Order") -> str:
    return submit.__name__ if order else "place"


class Order:
    def place(self):
        return submit(self)
# file: shop/web.py
import shop.orders
import shop.orders as o
from shop import orders, submit as put
from shop.orders import submit


def handle(place_now, reorder=submit):
    submit(o.submit)
    shop.orders.submit(orders.submit, put)
    return f"{submit(1)!r} {place_now}"
# file: tests/test_web.py
from unittest.mock import patch

from shop.web import submit


@patch("shop.web.submit")
@patch("shop.orders.submit.__name__", new="shop.orders.placed")
def test_place(fake, monkeypatch):
    import shop
    monkeypatch.setattr(shop.orders, "submit", fake)
    assert getattr(shop, "submit", submit) == {"place": 1}
