# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: docs/shop.orders.rst
shop.orders
===========

.. automodule:: shop.orders
# file: docs/index.rst
* shop.orders
* shop.orders_old, my.shop.orders, `source <https://shop.example/shop/orders.py>`_
# file: ignore.json
{"shop/orders.py": 1, "old/shop/orders.py": 2}
# file: docs/changelog.md
- `shop.orders` is new
# becomes
# file: docs/index.rst
* shop.purchases
* shop.orders_old, my.shop.orders, `source <https://shop.example/shop/orders.py>`_
# deleted: docs/shop.orders.rst
# file: docs/shop.purchases.rst
shop.purchases
==============

.. automodule:: shop.purchases
# file: ignore.json
{"shop/purchases.py": 1, "old/shop/orders.py": 2}
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
# leaves: docs/changelog.md:1 it tells what was
