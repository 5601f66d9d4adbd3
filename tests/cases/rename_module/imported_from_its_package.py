# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: shop/report.py
from . import orders, text

print(orders.total(), text)
# file: shop/text.py
# file: tests/test_orders.py
from shop import orders


def test_total(monkeypatch):
    monkeypatch.setattr("shop.orders.total", None)
    assert orders.total() is None
# becomes
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
# file: shop/report.py
from . import purchases, text

print(purchases.total(), text)
# file: tests/test_orders.py
from shop import purchases


def test_total(monkeypatch):
    monkeypatch.setattr("shop.purchases.total", None)
    assert purchases.total() is None
